#pragma once

#include "convt/desc.hpp"
#include "machine/context_state.hpp"

namespace convt::detail {

/// Sums output gradients of a checked descriptor over batch and positions. The caller holds the context.
void run_bias_gradient(const ConvTransposeDesc& desc, const void* output_gradients, void* bias_gradients,
                       ContextState& context) noexcept;

}  // namespace convt::detail
