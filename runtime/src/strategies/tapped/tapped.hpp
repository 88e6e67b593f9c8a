#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// One axis in *positions*: position Q has the outputs stride · Q + r - crop_left, 0 <= r < stride, and input
/// i meets through tap k the one with Q = i + (k · dilation) / stride, r = (k · dilation) mod stride.
struct TappedAxis {
    std::int32_t first = 0;  ///< position of output 0
    std::int32_t count = 0;  ///< positions that have outputs
    std::int32_t reach = 0;  ///< largest Q - i of a tap
    std::int32_t block = 1;  ///< positions of a task
    std::int32_t blocks = 0;
};

/// How a tapped or tapplanar kernel serves a problem. A task is one block of positions of one image and
/// group. It walks along the rolling axis: inputs of the next slices are multiplied by all taps into a ring
/// of slices of columns, then the outputs whose slices are there are gathered. A slice is a row (rank 1 and
/// 2) or a plane.
struct TappedPlan {
    std::array<TappedAxis, 3> axis;
    std::size_t roll = 1;      ///< the axis that slices follow each other along
    std::int32_t columns = 0;  ///< taps × output channels
    std::int32_t column_blocks = 0;
    std::int32_t call_blocks = 1;   ///< tapped: of them, whose kernel stays in cache for all places of a call
    std::int32_t pitch = 0;         ///< columns in whole blocks
    std::int32_t segment_taps = 0;  ///< runs of x taps that a position sums, per tap z and y
    std::int32_t whole_taps = 0;    ///< those of them that all phases x have
    std::int32_t step = 1;          ///< slices multiplied together
    std::int32_t capacity = 1;      ///< slices in the ring, a multiple of `step`
    /// Floats of the ring from a row, a slice, a step of slices and (tapplanar) a column to the next.
    std::int32_t row_pitch = 0, slice_pitch = 0, step_pitch = 0, column_step = 0;
    std::int32_t rows_per_call = 1;  ///< rows multiplied by one call
    std::int32_t stage_pitch = 0;    ///< floats of a pixel of staged inputs; tapplanar: of a channel

    /// Tapped: lanes are columns, and the columns of a place neighbours.
    std::int32_t segment = 0;  ///< outputs of a position in a row: phases x × output channels
    std::int32_t limit = 0;    ///< what the last run of taps covers, where it is not whole
    std::int32_t places = 0;   ///< of a call, at most
    contract::TappedGatherFn gather = nullptr;
    std::int32_t gather_lanes = 4;

    /// Tapplanar: lanes are places, and the places of a column neighbours.
    std::int32_t piece = 0;  ///< places of a longer row that one call takes
    std::int32_t run = 1;    ///< outputs of a position that are neighbours: phases x (× channels)
    contract::TapplanarGatherFn planar_gather = nullptr;
    std::int32_t gather_outputs = 1;  ///< outputs of a position that it writes together: `run` or 1

    /// Parts of the workspace, in this order.
    std::size_t bias_bytes = 0, table_bytes = 0, taps_bytes = 0, row_bytes = 0, lines_bytes = 0,
                stage_bytes = 0, ring_bytes = 0;
    std::int64_t tasks = 0;

    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return bias_bytes + 2 * table_bytes + taps_bytes + row_bytes + lines_bytes + stage_bytes + ring_bytes;
    }
    /// Rows of a slice that a task multiplies, at most.
    [[nodiscard]] std::int32_t slice_rows() const noexcept {
        return roll == 2 ? axis[1].block + axis[1].reach : 1;
    }
};

/// Output channels and columns that tapplanar kernels take. More channels fill vectors of other kernels,
/// which in channels_first must turn them; more columns as planes would leave no room for long rows.
inline constexpr std::int32_t kMostPlaneChannels = 4;
inline constexpr std::int32_t kMostPlaneChannelsFirst = 32;
inline constexpr std::int64_t kMostPlanes = 128;

/// Chooses blocks as far as `tuning` leaves them open, and workspace, or says in `refusal` why the kernel
/// cannot serve the problem, or what in `tuning` it cannot do.
[[nodiscard]] std::optional<TappedPlan> plan_tapped(const Problem& problem, const KernelInfo& kernel,
                                                    const Tuning& tuning, std::string& refusal);

/// Estimated cycles of one core, comparable to estimate_cycles().
[[nodiscard]] double estimate_tapped_cycles(const Problem& problem, const KernelInfo& kernel,
                                            const TappedPlan& plan) noexcept;

[[nodiscard]] double estimate_tapplanar_cycles(const Problem& problem, const KernelInfo& kernel,
                                               const TappedPlan& plan) noexcept;

}  // namespace convt::detail
