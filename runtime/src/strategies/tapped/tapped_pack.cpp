#include <algorithm>

#include "planning/plan_state.hpp"
#include "problem/kernel_strides.hpp"
#include "strategies/tapped/tapped.hpp"

namespace convt::detail {

/// [group][column block][in_channel][lane]; columns are [tap z][tap y][tap x][out_channel], the last block is
/// filled up with zeros.
void pack_tapped(const PlanState& plan, const float* kernel, KernelOrder order, float* packed) noexcept {
    const Problem& p = plan.choice.problem;
    const std::int64_t block = plan.choice.kernel->channel_block;
    const KernelStrides strides = kernel_strides(plan.desc, order);
    std::fill_n(packed, plan.group_stride * p.groups, 0.0F);
    for (std::int64_t g = 0; g < p.groups; ++g, packed += plan.group_stride) {
        std::int64_t column = 0;
        for (std::int64_t z = 0; z < p.axis[2].kernel; ++z) {
            for (std::int64_t y = 0; y < p.axis[1].kernel; ++y) {
                for (std::int64_t x = 0; x < p.axis[0].kernel; ++x) {
                    const float* tap = kernel + g * strides.group + z * strides.tap[2] + y * strides.tap[1] +
                                       x * strides.tap[0];
                    for (std::int64_t co = 0; co < p.out_channels; ++co, ++column) {
                        float* to = packed + column / block * block * p.in_channels + column % block;
                        const float* from = tap + co * strides.out_channel;
                        for (std::int64_t ci = 0; ci < p.in_channels; ++ci)
                            to[ci * block] = from[ci * strides.in_channel];
                    }
                }
            }
        }
    }
}

}  // namespace convt::detail
