#include "strategies/columns/column_plan.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "packing/lane_runs.hpp"
#include "packing/move_weights.hpp"
#include "packing/pack_cost.hpp"
#include "packing/packing_functions.hpp"
#include "planning/pack_hash.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {

void ColumnPlan::finish() {
    phases_ = phases_by_axis(problem());
    set_packed(std::int64_t{columns().pitch} * problem().in_channels, PackHash(problem(), kernel()).value(),
               std::int64_t{problem().groups} * columns().column_blocks);
}

double ColumnPlan::pack_cycles() const noexcept {
    const double weights = static_cast<double>(columns().pitch) * problem().in_channels * problem().groups;
    return detail::pack_cycles(2 * weights * static_cast<double>(problem().element_bytes()), kMovedPerCycle);
}

void ColumnPlan::pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
                      std::byte*) const noexcept {
    with_elements(problem().dtype, [&]<class E>(E) { pack_block<E>(weights, part, to); });
}

template <class E>
void ColumnPlan::pack_block(const KernelWeights& weights, std::int64_t part, std::byte* to) const noexcept {
    using Stored = typename E::Stored;
    const Problem& p = problem();
    const KernelStrides& strides = weights.strides;
    const std::int64_t width = kernel().channel_block;
    const std::int64_t group = part / columns().column_blocks;
    const std::int64_t first = part % columns().column_blocks * width;
    auto* packed = reinterpret_cast<typename E::Summed*>(to) + part * width * p.in_channels;
    const auto lanes = static_cast<std::int32_t>(std::min(width, columns().columns - first));
    if (lanes < width) std::fill_n(packed, width * p.in_channels, 0);
    const auto offset_of = [&](std::int64_t lane) {
        return group * strides.group + (first + lane) % p.out_channels * strides.out_channel +
               tap_offset(p, strides, (first + lane) / p.out_channels);
    };
    visit_lane_runs(lanes, offset_of, [&](const LaneRun& run) {
        const WeightSource<Stored> source{static_cast<const Stored*>(weights.kernel) + run.offset, run.stride,
                                          strides.in_channel, run.lanes, p.in_channels};
        move_tap(packing_functions(kernel(), p.dtype), source, packed + run.first, width);
    });
}

double ColumnPlan::products() const {
    // Blocks multiply the inputs that reach their neighbours' outputs as well; the last tile of a call counts
    // as whole.
    double places = static_cast<double>(problem().batch) * problem().groups;
    for (std::size_t d = 0; d < 3; ++d) {
        const ColumnAxis& a = columns().axis[d];
        const auto in = static_cast<double>(problem().axis[d].in);
        places *= std::min(in + double(a.blocks - 1) * a.reach, in * a.blocks);
    }
    return places * columns().pitch * problem().in_channels;
}

double ColumnPlan::work(std::int64_t task) const noexcept {
    double work = 1;
    for (const ColumnAxis& a : columns().axis) {
        const auto block = static_cast<std::int32_t>(task % a.blocks);
        task /= a.blocks;
        work *= std::min(a.block, a.count - block * a.block) + a.reach;
    }
    return work;
}

Tuning ColumnPlan::split() const noexcept {
    Tuning tuning;
    const std::array<ColumnAxis, 3>& axis = columns().axis;
    set_block(tuning, {axis[0].block, axis[1].block, axis[2].block}, problem().rank);
    return tuning;
}

std::string ColumnPlan::describe() const {
    const ColumnSplit& c = columns();
    return text("blocks of ", c.axis[2].block, "x", c.axis[1].block, "x", c.axis[0].block,
                " positions (z, y, x), ", c.tasks, " tasks, ", c.columns, " columns in ", c.column_blocks,
                " blocks, ", c.step, " of ", c.capacity, c.roll == 2 ? " planes" : " rows",
                " multiplied at once");
}

}  // namespace convt::detail
