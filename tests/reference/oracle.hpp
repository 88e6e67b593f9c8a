#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "convt/desc.hpp"

namespace convt::reference {

/// What a transposed convolution is, output by output. Dense, in the axis order of the data format.
struct Outputs {
    /// act(bias + sum x*w), summed in a wider type than that of the elements: long double for float64, else
    /// double; rounded to no type of outputs
    std::vector<long double> values;
    /// |bias| + sum |x*w|: what the error bound is measured by; of prelu times |slope| where that is above 1
    std::vector<double> magnitudes;
    /// Number of products summed
    std::vector<std::int64_t> products;
};

/// The oracle: scatters every input through the kernel, the definition itself rather than the gather form
/// that convt's kernels compute. Inputs and kernel are of the descriptor's element type, bias and slopes of
/// its summed_type().
///
/// @param desc   valid; input_strides are honoured, output_strides are not
/// @param kernel dense, [spatial…, out_channels, in_channels/groups]
/// @param bias   out_channels values, or null
/// @param slopes of prelu, out_channels values
[[nodiscard]] Outputs conv_transpose(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                                     const void* bias, const void* slopes = nullptr);

/// Some outputs of a large problem.
///
/// @param numbers of the outputs wanted, in the dense order of the data format
/// @return as many values, in the order of `numbers`
[[nodiscard]] Outputs conv_transpose_at(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                                        const void* bias, std::span<const std::int64_t> numbers,
                                        const void* slopes = nullptr);

}  // namespace convt::reference
