#include "strategies/columns/column_planner.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "planning/threads/sharing.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {
namespace {

/// Columns wait in L2 for their outputs, beside the kernel and the inputs that stream through it.
constexpr std::int64_t kRingTarget = std::int64_t{256} << 10;
/// Positions and offsets stay far from the end of 32-bit integers.
constexpr std::int64_t kLargest = std::int64_t{1} << 28;
/// A block this many times as long as its reach has few inputs multiplied again by its neighbour.
constexpr std::int32_t kLongBlock = 16;
constexpr std::int32_t kShortBlock = 4;
/// Multiply-adds that several threads are worth waking for.
constexpr double kWorthSplitting = 150'000;

}  // namespace

std::string ColumnPlanner::run() {
    std::string refusal = shape_refusal();
    if (!refusal.empty()) return refusal;
    set_columns();
    if (p_.empty()) return {};
    set_axes();
    refusal = take_tuning();
    if (!refusal.empty()) return refusal;
    if (!block_given()) choose_blocks();
    if (bytes() > static_cast<std::int64_t>(kWorkspaceBytes)) {
        return text("a block of ", split_.columns, " columns (taps and output channels) needs ", bytes(),
                    " bytes of workspace; ", kWorkspaceBytes, " are there");
    }
    if (!block_given()) spread_over_threads();
    finish();
    return {};
}

std::string ColumnPlanner::shape_refusal() const {
    const Axis& x = p_.axis[0];
    if (x.stride > 1 && x.dilation > 1) {
        return text("needs stride 1 or dilation 1 along the last axis; there are ", x.stride, " and ",
                    x.dilation);
    }
    std::int64_t columns = p_.out_channels;
    for (const Axis& axis : p_.axis) {
        const std::int64_t reach = (std::int64_t{axis.kernel} - 1) * axis.dilation;
        if (std::max({reach, std::int64_t{axis.in}, std::int64_t{axis.out} + axis.crop_left}) > kLargest)
            return "is for smaller extents";
        columns = std::min(kLargest, columns * axis.kernel);
    }
    if (columns > limits_.most_columns) {
        return text("is for at most ", limits_.most_columns,
                    " columns (taps and output channels); there are ", columns);
    }
    if (columns >= kLargest || columns * p_.in_channels >= kLargest) return "is for fewer taps and channels";
    if (std::int64_t{x.stride} * p_.out_channels >= kLargest) return "is for smaller strides";
    return {};
}

std::string ColumnPlanner::take_tuning() {
    if (t_.channel_parts > 1 || t_.turned_channels > 0 || t_.units_together > 0) {
        return "has all channels in one task; only tuning.block has a use";
    }
    std::array<std::int32_t, 3> block{};
    for (std::size_t d = 0; d < 3; ++d) block[d] = split_.axis[d].count;
    std::string refusal = take_block(t_, p_.rank, block);
    for (std::size_t d = 0; d < 3; ++d) split_.axis[d].block = block[d];
    return refusal;
}

void ColumnPlanner::set_axes() {
    for (std::size_t d = 0; d < 3; ++d) {
        const Axis& axis = p_.axis[d];
        ColumnAxis& a = split_.axis[d];
        a.first = axis.crop_left / axis.stride;
        a.count = static_cast<std::int32_t>((std::int64_t{axis.crop_left} + axis.out - 1) / axis.stride) -
                  a.first + 1;
        a.reach = static_cast<std::int32_t>((std::int64_t{axis.kernel} - 1) * axis.dilation / axis.stride);
        a.block = a.count;
    }
    split_.roll = p_.rank == 3 ? 2 : 1;
}

std::int64_t ColumnPlanner::bytes() {
    return static_cast<std::int64_t>(set_bytes());
}

/// Halves the block along that of the axes which has the longest one for its reach, down to `shortest` times
/// that.
bool ColumnPlanner::halve(std::size_t first, std::size_t last, std::int32_t shortest) {
    ColumnAxis* longest = nullptr;
    double length = 0;
    for (std::size_t d = first; d <= last; ++d) {
        ColumnAxis& a = split_.axis[d];
        const double relative = double(a.block) / (a.reach + 0.5);
        if (a.block < 2 || a.block / 2 < std::int64_t{shortest} * a.reach || relative <= length) continue;
        longest = &a;
        length = relative;
    }
    if (longest == nullptr) return false;
    longest->block = (longest->block + 1) / 2;
    return true;
}

void ColumnPlanner::choose_blocks() {
    const std::int64_t bytes_each = p_.element_bytes();
    while (ring_elements() * bytes_each > kRingTarget && row_inputs() > limits_.narrowest &&
           halve(0, split_.roll - 1, kLongBlock)) {
    }
    while (ring_elements() * bytes_each > 2 * kRingTarget && row_inputs() > limits_.narrowest &&
           halve(0, split_.roll - 1, kShortBlock)) {
    }
    while (bytes() > static_cast<std::int64_t>(kWorkspaceBytes) && halve(0, split_.roll - 1, 0)) {
    }
}

std::int64_t ColumnPlanner::count_tasks() const {
    std::int64_t tasks = p_.batch * p_.groups;
    for (const ColumnAxis& a : split_.axis) tasks *= divide_up(a.count, a.block);
    return tasks;
}

void ColumnPlanner::spread_over_threads() {
    double macs = static_cast<double>(p_.batch) * p_.groups * p_.in_channels * split_.columns;
    for (const Axis& axis : p_.axis) macs *= axis.in;
    if (p_.threads == 1 || macs < kWorthSplitting) return;
    const std::size_t first = limits_.keep_rows ? 1 : 0;
    while (count_tasks() < p_.threads && halve(first, split_.roll, 1)) {
    }
    while (count_tasks() < p_.threads && halve(0, split_.roll, 1)) {
    }
    while (count_tasks() < wanted_tasks(p_.threads) / 2 && halve(first, split_.roll, kLongBlock / 2)) {
    }
    while (count_tasks() < wanted_tasks(p_.threads) && halve(first, split_.roll, kLongBlock)) {
    }
}

void ColumnPlanner::finish() {
    for (ColumnAxis& a : split_.axis) {
        a.blocks = static_cast<std::int32_t>(divide_up(a.count, a.block));
        a.block = static_cast<std::int32_t>(divide_up(a.count, a.blocks));
    }
    split_.step = static_cast<std::int32_t>(step());
    split_.capacity = static_cast<std::int32_t>(capacity());
    set_pitches();
    (void)set_bytes();
    split_.tasks = count_tasks();
}

}  // namespace convt::detail
