#pragma once

#include <gtest/gtest.h>

#include "convt/gradients.hpp"
#include "gradients/gradient_oracle.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"

namespace convt::gradients {

/// Random operands of a problem and its gradients, poisoned, all between guard pages.
struct Tensors {
    Tensors(const ConvTransposeDesc& desc, support::Random& random);
    support::GuardedBuffer inputs;
    support::GuardedBuffer kernel;  ///< in Keras's order
    support::GuardedBuffer output_gradients;
    support::GuardedBuffer input_gradients;
    support::GuardedBuffer kernel_gradients;
    support::GuardedBuffer bias_gradients;
};

/// Weights of Keras's order in PyTorch's, or the other way round.
[[nodiscard]] reference::ElementVector in_order(const ConvTransposeDesc& desc,
                                                const reference::ConstElements& weights, KernelOrder from,
                                                KernelOrder to);

/// Computes all three gradients; the kernel's come out in Keras's order, whatever the options' is.
[[nodiscard]] Status run_gradients(const ConvTransposeDesc& desc, Tensors& tensors,
                                   const GradientOptions& options, Context& context);

/// Whether gradients of random operands are within their bounds of the oracle's.
[[nodiscard]] testing::AssertionResult gradients_like_oracle(const ConvTransposeDesc& desc,
                                                             support::Random& random,
                                                             const GradientOptions& options = {},
                                                             int threads = 1);

}  // namespace convt::gradients
