#pragma once

#include <vector>

#include "kernels/kernel_test.hpp"

namespace convt::packing {

/// Every kernel, on problems whose weights fall into several parts: tails of channel blocks and of input
/// channels, more and fewer taps than a transpose in registers takes, groups.
class PackTest : public kernels::KernelTest {
protected:
    [[nodiscard]] std::vector<ConvTransposeDesc> problems() const;
    /// A plan by the kernel, or none where it does not serve the problem.
    [[nodiscard]] Result<Plan> plan_of(const ConvTransposeDesc& desc);
};

/// Weights of the problem in Keras's order, each a number of its own, and the same in PyTorch's.
[[nodiscard]] reference::ElementVector keras_weights(const ConvTransposeDesc& desc);
[[nodiscard]] reference::ElementVector pytorch_weights(const ConvTransposeDesc& desc);

}  // namespace convt::packing
