#pragma once

#include <cstdint>

#include "convt/plan.hpp"

namespace convt::detail {

/// Element strides of a kernel in the caller's order, for one group.
struct KernelStrides {
    std::int64_t tap[3];  ///< x, y, z
    std::int64_t out_channel;
    std::int64_t in_channel;
    std::int64_t group;
};

[[nodiscard]] KernelStrides kernel_strides(const ConvTransposeDesc& desc, KernelOrder order) noexcept;

}  // namespace convt::detail
