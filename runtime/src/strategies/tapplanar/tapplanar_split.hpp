#pragma once

#include <string>

#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "strategies/columns/column_split.hpp"

namespace convt::detail {

/// Output channels and columns that tapplanar kernels take. More channels fill vectors of other kernels,
/// which in channels_first must transpose them; more columns as planes would leave no room for long rows.
inline constexpr std::int32_t kMostPlaneChannels = 4;
inline constexpr std::int32_t kMostPlaneChannelsFirst = 32;
inline constexpr std::int64_t kMostPlanes = 128;

/// Columns as planes: lanes are places, and the places of a column are adjacent.
struct TapplanarSplit : ColumnSplit {
    std::int32_t stage_pitch = 0;  ///< elements of a channel of staged inputs
    std::int32_t step_pitch = 0;   ///< elements of the ring from a step of slices to the next
    std::int32_t column_step = 0;  ///< the same of a column
    std::int32_t piece = 0;        ///< places of a longer row that one call takes
    std::int32_t run = 1;          ///< outputs of a position that are adjacent: phases x (× channels)
    const TapplanarGather* gather = nullptr;  ///< writes `run` outputs of a position together, or one
    std::size_t lines_bytes = 0;

    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return bias_bytes + taps_bytes + row_bytes + lines_bytes + stage_bytes + ring_bytes;
    }
};

/// Whether rows of so many inputs follow each other in memory as they do in the ring, without zeros between
/// them.
[[nodiscard]] inline bool rows_join(const Problem& problem, std::int64_t width,
                                    std::int64_t row_pitch) noexcept {
    return row_pitch == width && problem.input_stride[1] == width * problem.input_stride[0];
}

/// Whether rows of so many inputs are read where they lie: adjacent pixels are next to each other, and a
/// tile reads no further than its row, or the rows that join it.
[[nodiscard]] inline bool reads_in_place(const Problem& problem, const KernelInfo& kernel, std::int64_t width,
                                         std::int64_t row_pitch) noexcept {
    return !problem.widens() && problem.input_stride[0] == 1 &&
           (width >= kernel.tile_pixels || rows_join(problem, width, row_pitch));
}

/// Chooses a split as far as `tuning` leaves it open; returns why the kernel cannot serve the problem, or
/// what in `tuning` it cannot do, and nothing when it can.
[[nodiscard]] std::string plan_planes(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                                      TapplanarSplit& split);

/// Estimated cycles of one core.
[[nodiscard]] double estimate_cycles(const Problem& problem, const KernelInfo& kernel,
                                     const TapplanarSplit& plan) noexcept;

}  // namespace convt::detail
