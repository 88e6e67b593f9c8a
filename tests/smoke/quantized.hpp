#pragma once

#include "convt/plan.hpp"
#include "planning/registry.hpp"

namespace convt::smoke {

/// Runs a dot kernel on a small problem by both rules of rounding, with outputs of 8 bits and of float32.
/// @return how many outputs differ from the oracle's, of which there may be none
[[nodiscard]] int wrong_quantized_outputs(const detail::KernelInfo& kernel, Context& context);

}  // namespace convt::smoke
