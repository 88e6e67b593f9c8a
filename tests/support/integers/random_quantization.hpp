#pragma once

#include <vector>

#include "convt/desc.hpp"
#include "reference/elements.hpp"
#include "support/random.hpp"

namespace convt::support {

/// Types, zero points, scales and activation of a problem whose shape is given, whose outputs mostly lie
/// within their range. One of four has multipliers that are powers of two, so that many outputs are halves
/// before they are rounded.
/// @param rounding of outputs of 8 bits
[[nodiscard]] ConvTransposeDesc with_random_types(ConvTransposeDesc desc, Rounding rounding, Random& random);

/// Scales of the kernel of such a problem: one, or one for each output channel.
[[nodiscard]] std::vector<float> random_scales(const ConvTransposeDesc& desc, Random& random);

/// Integers of 8 bits; now and then those at the ends of their range alone.
void fill_integers(const reference::Elements& values, Random& random);

/// The bias of such a problem, of its bias_dtype.
void fill_bias(const ConvTransposeDesc& desc, const reference::Elements& values, Random& random);

}  // namespace convt::support
