#pragma once

#include <cstdint>

#include "convt/desc.hpp"

namespace convt::tools {

/// One output computed in double, and how far a float32 kernel may be from it.
struct ExactOutput {
    double value = 0;
    double bound = 0;
};

/// Computes output number `index` (in the dense order of the descriptor's data_format) without bias and
/// activation, straight from the gather definition.
///
/// The bound is the one that docs/numerics.md states: (2 sqrt(n) + 8) eps sum|x*w| over the n products.
/// @param inputs dense, in the descriptor's data_format
/// @param kernel dense, [spatial…, out_channels, in_channels/groups]
ExactOutput exact_output(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                         std::int64_t index);

}  // namespace convt::tools
