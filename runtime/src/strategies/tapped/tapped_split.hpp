#pragma once

#include <string>

#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "strategies/columns/column_split.hpp"

namespace convt::detail {

/// Columns whose lanes are columns: those of a place are adjacent.
struct TappedSplit : ColumnSplit {
    std::int32_t call_blocks = 1;  ///< of columns, whose kernel stays in cache for all places of a call
    std::int32_t stage_pitch = 0;  ///< elements of a pixel of staged inputs
    std::int32_t segment = 0;      ///< outputs of a position in a row: phases x × output channels
    std::int32_t limit = 0;        ///< what the last run of taps covers, where it is not whole
    std::int32_t places = 0;       ///< of a call, at most
    const TappedGather* gather = nullptr;
    std::size_t table_bytes = 0;  ///< of each list of a call's places

    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return bias_bytes + 2 * table_bytes + taps_bytes + row_bytes + stage_bytes + ring_bytes;
    }
};

/// Chooses a split as far as `tuning` leaves it open; returns why the kernel cannot serve the problem, or
/// what in `tuning` it cannot do, and nothing when it can.
[[nodiscard]] std::string plan_columns(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                                       TappedSplit& split);

/// Estimated cycles of one core.
[[nodiscard]] double estimate_cycles(const Problem& p, const KernelInfo& k, const TappedSplit& plan) noexcept;

}  // namespace convt::detail
