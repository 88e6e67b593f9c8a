#pragma once

#include <algorithm>
#include <cstdint>

#include "base/rounding.hpp"
#include "convt/plan.hpp"
#include "problem/kernel_strides.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// Weights in a caller's order.
struct KernelWeights {
    const void* kernel;
    KernelStrides strides;
    KernelScales scales = {};

    /// Of an output channel of the whole tensor; 1 where none are given.
    [[nodiscard]] float scale_of(std::int64_t channel) const noexcept {
        return scales.count == 0 ? 1 : scales.values[scales.count == 1 ? 0 : channel];
    }
};

/// Elements from a kernel's first weight to that of tap [z][y][x] of a problem, whose x taps may be folded.
[[nodiscard]] inline std::int64_t tap_offset(const Problem& problem, const KernelStrides& strides,
                                             std::int64_t tap) noexcept {
    const std::int64_t x = tap % problem.axis[0].kernel;
    const std::int64_t rows = tap / problem.axis[0].kernel;
    return x * problem.fold * strides.tap[0] + rows % problem.axis[1].kernel * strides.tap[1] +
           rows / problem.axis[1].kernel * strides.tap[2];
}

/// Parts that a channel block of so many packed bytes falls into: large enough to be read and written in long
/// runs, small enough for threads to share few blocks.
[[nodiscard]] constexpr std::int64_t pack_pieces(std::int64_t block_bytes) noexcept {
    constexpr std::int64_t kPieceBytes = 64 << 10;
    return divide_up(block_bytes, kPieceBytes);
}

/// Input channels [begin, end) of a tap.
struct PackCells {
    std::int64_t tap, begin, end;
};

/// Calls visit(PackCells) for the share of `piece` of `pieces` in the weights of all taps and channels, in
/// the order in which Keras has them. Channels are parted in whole lines of cache.
template <class Visit>
void visit_cells(std::int64_t taps, std::int64_t channels, std::int64_t piece, std::int64_t pieces,
                 const Visit& visit) noexcept {
    constexpr std::int64_t kSlice = 16;
    const std::int64_t slices = divide_up(channels, kSlice);
    std::int64_t cell = piece * taps * slices / pieces;
    const std::int64_t end = (piece + 1) * taps * slices / pieces;
    while (cell < end) {
        const std::int64_t tap = cell / slices;
        const std::int64_t last = std::min(end, (tap + 1) * slices);
        visit(PackCells{tap, (cell - tap * slices) * kSlice,
                        std::min((last - tap * slices) * kSlice, channels)});
        cell = last;
    }
}

}  // namespace convt::detail
