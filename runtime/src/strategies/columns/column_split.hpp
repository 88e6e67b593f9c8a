#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "problem/problem.hpp"

namespace convt::detail {

/// One axis in *positions*: position Q has the outputs stride · Q + r - crop_left, 0 <= r < stride, and input
/// i meets through tap k the one with Q = i + (k · dilation) / stride, r = (k · dilation) mod stride.
struct ColumnAxis {
    std::int32_t first = 0;  ///< position of output 0
    std::int32_t count = 0;  ///< positions that have outputs
    std::int32_t reach = 0;  ///< largest Q - i of a tap
    std::int32_t block = 1;  ///< positions of a task
    std::int32_t blocks = 0;
};

/// How strategies split their work that make one product for all taps of an input, its *columns* (a column is
/// a tap and an output channel), and sum up per output those that reach it. A task is one block of positions
/// of one image and group. It walks along the rolling axis: inputs of the next slices are multiplied by all
/// taps into a ring of slices of columns, then the outputs whose slices are there are gathered. A slice is a
/// row (rank 1 and 2) or a plane.
struct ColumnSplit {
    std::array<ColumnAxis, 3> axis;
    std::size_t roll = 1;      ///< the axis that slices follow each other along
    std::int32_t columns = 0;  ///< taps × output channels
    std::int32_t column_blocks = 0;
    std::int32_t pitch = 0;         ///< columns in whole blocks
    std::int32_t segment_taps = 0;  ///< runs of x taps that a position sums, per tap z and y
    std::int32_t whole_taps = 0;    ///< those of them that all phases x have
    std::int32_t step = 1;          ///< slices multiplied together
    std::int32_t capacity = 1;      ///< slices in the ring, a multiple of `step`
    /// Elements of the ring from a row and a slice to the next.
    std::int32_t row_pitch = 0, slice_pitch = 0;
    std::int32_t rows_per_call = 1;  ///< rows multiplied by one call
    std::int64_t tasks = 0;

    /// Parts of the workspace.
    std::size_t bias_bytes = 0, taps_bytes = 0, row_bytes = 0, stage_bytes = 0, ring_bytes = 0;

    /// Rows of a slice that a task multiplies, at most.
    [[nodiscard]] std::int32_t slice_rows() const noexcept {
        return roll == 2 ? axis[1].block + axis[1].reach : 1;
    }
};

}  // namespace convt::detail
