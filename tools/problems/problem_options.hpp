#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"
#include "convt/plan.hpp"
#include "options/quantization_options.hpp"

namespace convt::tools {

/// ONNX's rules for the number of outputs cut off.
enum class AutoPad { not_set, valid, same_upper, same_lower };

/// The arguments that state one problem on the command line.
struct ProblemOptions {
    using Values = std::vector<std::int64_t>;
    std::string problem;  ///< states all but the files, in place of the options; may be empty
    std::string input, kernel, bias, slopes;
    KernelOrder kernel_order = KernelOrder::keras;
    DataFormat data_format = DataFormat::channels_last;
    std::optional<DataFormat> output_format;   ///< of the outputs; absent: as the inputs
    std::optional<DType> dtype, output_dtype;  ///< absent: that of the files, or what the problem states
    StatedQuantization quantization;
    Values strides{1};
    Values dilation_rate{1};
    Padding padding = Padding::valid;     ///< Keras's rule
    std::optional<Values> padding_sizes;  ///< PyTorch's, in its place: cut off on both sides
    std::optional<Values> pads;           ///< ONNX's, in its place: cut off in front, then at the end
    std::optional<AutoPad> auto_pad;      ///< ONNX's rule, in its place
    std::optional<Values> output_padding;
    Values crop_left{0};
    std::optional<Values> output_size;  ///< present: crop_left and this size, not padding
    std::int64_t groups = 1;
    Activation activation = Activation::none;
    float alpha = 0.01F;
    std::vector<float> clamp{0, 6};
};

/// Adds the options that state a problem.
void add_problem_options(CLI::App& app, ProblemOptions& options);

/// Reads the value of an option that names a layout. Throws InputError.
DataFormat parse_data_format(const std::string& name, const std::string& text);

}  // namespace convt::tools
