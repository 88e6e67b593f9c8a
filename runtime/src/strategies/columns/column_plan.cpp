#include "strategies/columns/column_plan.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/unaligned.hpp"
#include "planning/pack_hash.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {

void ColumnPlan::finish() {
    phases_ = phases_by_axis(problem());
    set_packed(std::int64_t{columns().pitch} * problem().in_channels, PackHash(problem(), kernel()).value());
}

void ColumnPlan::pack(const Weights& weights, std::byte* to) const noexcept {
    with_elements(problem().dtype, [&]<class E>(E) { pack_as<E>(weights, to); });
}

template <class E>
void ColumnPlan::pack_as(const Weights& weights, std::byte* to) const noexcept {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;
    const Problem& p = problem();
    const std::int64_t block = kernel().channel_block;
    const KernelStrides& strides = weights.strides;
    const auto* all = static_cast<const Stored*>(weights.kernel);
    auto* packed = reinterpret_cast<Summed*>(to);
    std::fill_n(packed, this->packed().group_stride * p.groups, Summed{0});
    for (std::int64_t g = 0; g < p.groups; ++g, packed += this->packed().group_stride) {
        std::int64_t column = 0;
        for (std::int64_t z = 0; z < p.axis[2].kernel; ++z) {
            for (std::int64_t y = 0; y < p.axis[1].kernel; ++y) {
                for (std::int64_t x = 0; x < p.axis[0].kernel; ++x) {
                    const Stored* tap = all + g * strides.group + z * strides.tap[2] + y * strides.tap[1] +
                                        x * strides.tap[0];
                    for (std::int64_t co = 0; co < p.out_channels; ++co, ++column) {
                        Summed* lane = packed + column / block * block * p.in_channels + column % block;
                        const Stored* from = tap + co * strides.out_channel;
                        for (std::int64_t ci = 0; ci < p.in_channels; ++ci)
                            lane[ci * block] = load(from + ci * strides.in_channel);
                    }
                }
            }
        }
    }
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
