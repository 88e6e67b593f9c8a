#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "problem/phases.hpp"

namespace convt::detail {

/// The regions that blocks and phases make along an axis, alike ones counted together: extent and taps, and
/// how many are so.
using Pieces = std::map<std::pair<std::int32_t, std::int32_t>, double>;

/// @param cut  the first region of a range of a phase's q: cut(phase, rest)
/// @param taps how many the kernel runs there: taps(phase, q)
template <class Cut, class Taps>
[[nodiscard]] Pieces pieces_along(const std::vector<Phase>& phases, std::int32_t blocks, std::int32_t block,
                                  Cut&& cut, Taps&& taps) {
    Pieces pieces;
    for (std::int32_t b = 0; b < blocks; ++b) {
        for (const Phase& phase : phases) {
            Range rest{b * block, std::min((b + 1) * block, phase.outputs)};
            while (rest.size() > 0) {
                const Range q = cut(phase, rest);
                pieces[{q.size(), taps(phase, q)}] += 1;
                rest.begin = q.end;
            }
        }
    }
    return pieces;
}

/// The sum over all regions of their taps times tiles(extents).
template <class Tiles>
[[nodiscard]] double taps_of_tiles(const std::array<Pieces, 3>& pieces, Tiles&& tiles) {
    double sum = 0;
    for (const auto& [z, planes] : pieces[2]) {
        for (const auto& [y, rows] : pieces[1]) {
            for (const auto& [x, columns] : pieces[0]) {
                const double taps = double(z.second) * y.second * x.second;
                const std::array<std::int32_t, 3> extents{x.first, y.first, z.first};
                sum += planes * rows * columns * taps * static_cast<double>(tiles(extents));
            }
        }
    }
    return sum;
}

}  // namespace convt::detail
