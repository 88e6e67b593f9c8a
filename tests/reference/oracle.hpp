#pragma once

#include <cstdint>
#include <vector>

#include "convt/desc.hpp"

namespace convt::reference {

/// What a transposed convolution is, output by output. Dense, in the axis order of the data format.
struct Outputs {
    /// act(bias + sum x*w), summed in double
    std::vector<double> values;
    /// |bias| + sum |x*w|: what the error bound is measured by
    std::vector<double> magnitudes;
    /// Number of products summed
    std::vector<std::int64_t> products;
};

/// The oracle: scatters every input through the kernel, the definition itself rather than the gather form
/// that convt's kernels compute.
///
/// @param desc   valid; input_strides are honoured, output_strides are not
/// @param kernel dense, [spatial…, out_channels, in_channels/groups]
/// @param bias   out_channels values, or null
[[nodiscard]] Outputs conv_transpose(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                                     const float* bias);

}  // namespace convt::reference
