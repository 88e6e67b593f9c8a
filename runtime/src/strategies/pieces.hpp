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

/// Of all axes, whose blocks of `block` q's are `blocks`.
///
/// @param cut  the first region of a range of a phase's q: cut(axis, phase, rest)
/// @param taps how many the kernel runs there: taps(axis, phase, q)
template <class Cut, class Taps>
[[nodiscard]] std::array<Pieces, 3> pieces_by_axis(const std::array<std::vector<Phase>, 3>& phases,
                                                   const std::array<std::int32_t, 3>& blocks,
                                                   const std::array<std::int32_t, 3>& block, Cut&& cut,
                                                   Taps&& taps) {
    std::array<Pieces, 3> pieces;
    for (std::size_t d = 0; d < 3; ++d) {
        for (std::int32_t b = 0; b < blocks[d]; ++b) {
            for (const Phase& phase : phases[d]) {
                Range rest{b * block[d], std::min((b + 1) * block[d], phase.outputs)};
                while (rest.size() > 0) {
                    const Range q = cut(d, phase, rest);
                    pieces[d][{q.size(), taps(d, phase, q)}] += 1;
                    rest.begin = q.end;
                }
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
