#include "problem/kernel_strides.hpp"

namespace convt::detail {

KernelStrides kernel_strides(const ConvTransposeDesc& desc, KernelOrder order) noexcept {
    const std::int64_t in = desc.in_channels / desc.groups;
    const std::int64_t out = desc.out_channels / desc.groups;
    KernelStrides strides{};
    std::int64_t step = order == KernelOrder::keras ? desc.out_channels * in : 1;
    for (int d = 0; d < desc.rank; ++d) {
        strides.tap[d] = step;
        step *= desc.kernel_size[static_cast<std::size_t>(desc.rank - 1 - d)];
    }
    if (order == KernelOrder::keras) {
        strides.in_channel = 1;
        strides.out_channel = in;
        strides.group = out * in;
    } else {
        strides.out_channel = step;
        strides.in_channel = step * out;
        strides.group = step * out * in;
    }
    return strides;
}

}  // namespace convt::detail
