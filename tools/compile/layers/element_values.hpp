#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::tools {

/// The type of a layer's kernel, and that of its bias and of slopes.
[[nodiscard]] DType kernel_dtype(const ConvTransposeDesc& desc);
[[nodiscard]] DType bias_dtype(const ConvTransposeDesc& desc);

/// The number of a type that is nearest to `value`, infinite beyond the numbers of a real type; ties go to
/// the even one.
[[nodiscard]] double rounded_to(DType dtype, double value);

/// The same of many; those that are finite must stay so, else throws InputError that names them.
[[nodiscard]] std::vector<double> rounded_values(const std::string& what, std::vector<double> values,
                                                 DType dtype);

/// Numbers as the elements of a type lie in memory. Each must be one of the type's.
[[nodiscard]] std::vector<std::byte> bytes_of(DType dtype, const std::vector<double>& values);

}  // namespace convt::tools
