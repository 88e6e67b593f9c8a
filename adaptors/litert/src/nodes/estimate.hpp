#pragma once

#include "convt/desc.hpp"

namespace convt::litert {

/// Whether the interpreter, whose kernels are XNNPACK's, was measured to be the faster one for such a layer
/// (docs/frameworks/litert.md has the figures).
[[nodiscard]] bool is_better_left(const ConvTransposeDesc& desc) noexcept;

}  // namespace convt::litert
