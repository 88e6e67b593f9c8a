#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::tools {

/// What is stated of 8-bit integers, by options or by a file. What is absent is as Quantization has it.
struct StatedQuantization {
    std::optional<std::int32_t> input_zero_point, output_zero_point;
    std::optional<float> input_scale, output_scale;
    std::vector<float> kernel_scales;  ///< one, or one per output channel; empty: none is stated
    std::optional<Rounding> rounding;
    std::string first_option;  ///< one of those that state this; empty: nothing is stated
};

/// Adds --quantization, and --input-zero-point and others in its place.
void add_quantization_options(CLI::App& app, StatedQuantization& stated);

/// What "nearest_even" and "gemmlowp" stand for. Throws InputError that names `what`.
[[nodiscard]] Rounding parse_rounding(const std::string& what, const std::string& text);

/// What is stated, for problems of 8-bit integers; the library checks it. Throws InputError where something
/// is stated of other types.
[[nodiscard]] Quantization quantization_of(const StatedQuantization& stated, DType dtype);

/// Throws InputError unless the kernel's scales are one, or one per output channel, or are not needed: sums
/// have none.
void check_kernel_scales(const StatedQuantization& stated, const ConvTransposeDesc& desc);

}  // namespace convt::tools
