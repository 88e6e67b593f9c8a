#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "compile/layers/compile_layer.hpp"

namespace convt::tools {

/// Takes zero points off a kernel [in_channels][out_channels of a group][taps]: one for all weights, one for
/// each of so many channels, or none.
void subtract_zero_points(std::vector<double>& kernel, std::span<const std::int64_t> zero_points,
                          std::size_t taps, std::size_t channels);

/// Checks what a layer of 8-bit integers is made of: its descriptor, weights within int8, a bias within its
/// type, and scales whose products float32 holds. Throws InputError.
void check_quantized(const CompileLayer& layer);

}  // namespace convt::tools
