#include "problems/problem.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "problems/operand_types.hpp"
#include "support/input_error.hpp"
#include "support/layers/problem_string.hpp"

namespace convt::tools {
namespace {

using Shape = std::vector<std::int64_t>;
using Values = std::array<std::int64_t, kMaxRank>;

std::string text_of(const Shape& shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + ")";
}

/// One value per dimension, from that many or from one.
Values expand(const char* option, const Shape& values, int rank) {
    if (values.size() != 1 && values.size() != static_cast<std::size_t>(rank)) {
        throw InputError(std::string(option) + " has " + std::to_string(values.size()) +
                         " values; give 1 or one per spatial dimension, " + std::to_string(rank));
    }
    Values expanded{};
    for (int d = 0; d < rank; ++d) expanded[d] = values[values.size() == 1 ? 0 : d];
    return expanded;
}

/// True when PyTorch's or ONNX's options say how many outputs are cut off, and not Keras's rule.
bool cuts(const ProblemOptions& options) {
    return options.padding_sizes || options.pads || options.auto_pad;
}

/// The shape that an ungrouped kernel of the same channels would have in Keras's order.
Shape full_kernel_shape(const Shape& file_shape, KernelOrder order, std::int64_t groups) {
    if (order == KernelOrder::keras) {
        Shape shape = file_shape;
        shape.back() *= groups;
        return shape;
    }
    Shape shape(file_shape.begin() + 2, file_shape.end());
    shape.push_back(file_shape[1] * groups);
    shape.push_back(file_shape[0]);
    return shape;
}

void check_dimensions(const Problem& problem) {
    const Shape& inputs = problem.inputs.shape;
    if (inputs.size() < 3 || inputs.size() > 5) {
        throw InputError("the input has shape " + text_of(inputs) +
                         "; it must have 3 to 5 dimensions: batch, channels and 1 to 3 spatial ones");
    }
    if (problem.kernel.shape.size() != inputs.size()) {
        throw InputError("the kernel has shape " + text_of(problem.kernel.shape) +
                         "; it must have as many dimensions as the input, " + std::to_string(inputs.size()));
    }
}

void check_groups(std::int64_t groups) {
    // The upper limit keeps products with extents, below 2^31 each, in range.
    if (groups < 1 || groups > INT32_MAX) {
        throw InputError("--groups is " + std::to_string(groups) + "; it must be at least 1");
    }
}

/// The library would speak of a kernel in Keras's order and without groups, which nobody gave.
void check_kernel(const ProblemOptions& options, const Problem& problem) {
    const Shape& inputs = problem.inputs.shape;
    const Shape& kernel = problem.kernel.shape;
    const bool keras = options.kernel_order == KernelOrder::keras;
    const std::size_t spatial = keras ? 0 : 2, rank = inputs.size() - 2;
    for (std::size_t d = spatial; d < spatial + rank; ++d) {
        if (kernel[d] < 1) {
            throw InputError("the kernel has shape " + text_of(kernel) + "; dimension " + std::to_string(d) +
                             ", a kernel size, must be at least 1");
        }
    }
    const std::size_t inputs_at = options.data_format == DataFormat::channels_last ? inputs.size() - 1 : 1;
    const std::size_t kernel_at = keras ? kernel.size() - 1 : 0;
    const std::int64_t wanted = kernel[kernel_at] * (keras ? options.groups : 1);
    if (inputs[inputs_at] == wanted) return;
    const std::string groups =
        keras && options.groups > 1 ? " in each of " + std::to_string(options.groups) + " groups" : "";
    throw InputError("the input has " + std::to_string(inputs[inputs_at]) + " channels (dimension " +
                     std::to_string(inputs_at) + " of " + text_of(inputs) + ") and the kernel reads " +
                     std::to_string(kernel[kernel_at]) + groups + " (dimension " + std::to_string(kernel_at) +
                     " of " + text_of(kernel) + "); the input must have " + std::to_string(wanted));
}

/// Bias and slopes.
void check_channels(const std::string& what, const std::optional<NpyArray>& values, std::int64_t channels) {
    if (!values || values->shape == Shape{channels}) return;
    throw InputError("the " + what + " has shape " + text_of(values->shape) +
                     "; it must have one value per output channel, (" + std::to_string(channels) + ")");
}

/// Outputs before any is cut off along a dimension.
std::int64_t natural_outputs(const ConvTransposeDesc& desc, std::size_t d) {
    return (desc.in_spatial[d] - 1) * desc.strides[d] + (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1;
}

/// Cuts so many outputs off along a dimension, and adds some at its end.
void cut(int d, std::int64_t front, std::int64_t end, std::int64_t added, ConvTransposeDesc& desc) {
    const auto i = static_cast<std::size_t>(d);
    const std::int64_t natural = natural_outputs(desc, i);
    const std::int64_t most = std::max(desc.strides[i], desc.dilation_rate[i]) - 1;
    const std::string dimension = " along spatial dimension " + std::to_string(d);
    if (front < 0 || end < 0) {
        throw InputError("the padding is " + std::to_string(std::min(front, end)) + dimension +
                         "; it must be at least 0");
    }
    if (added < 0 || added > most) {
        throw InputError("--output-padding is " + std::to_string(added) + dimension + "; it must be 0 to " +
                         std::to_string(most) + ", less than the stride or the dilation");
    }
    desc.crop_left[i] = front;
    desc.out_spatial[i] = natural - front - end + added;
    if (desc.out_spatial[i] < 0) {
        throw InputError("the padding is " + std::to_string(front) + " and " + std::to_string(end) +
                         dimension + ", where there are " + std::to_string(natural) +
                         " outputs before any is cut off");
    }
}

/// ONNX's pads of a rule: SAME leaves strides times as many outputs as inputs, where there are more.
Shape automatic_pads(AutoPad rule, const Values& added, const ConvTransposeDesc& desc) {
    const auto rank = static_cast<std::size_t>(desc.rank);
    Shape pads(2 * rank, 0);
    if (rule == AutoPad::not_set || rule == AutoPad::valid) return pads;
    for (std::size_t d = 0; d < rank; ++d) {
        const std::int64_t wanted = desc.in_spatial[d] * desc.strides[d];
        const std::int64_t total = std::max<std::int64_t>(natural_outputs(desc, d) + added[d] - wanted, 0);
        pads[d] = rule == AutoPad::same_upper ? total / 2 : total - total / 2;
        pads[rank + d] = total - pads[d];
    }
    return pads;
}

/// Outputs cut off in front of each dimension, then at the end.
Shape stated_pads(const ProblemOptions& options, const Values& added, const ConvTransposeDesc& desc) {
    if (options.auto_pad) return automatic_pads(*options.auto_pad, added, desc);
    const auto rank = static_cast<std::size_t>(desc.rank);
    Shape pads;
    if (options.pads) {
        pads = *options.pads;
        if (pads.size() == 1) pads.resize(2 * rank, pads[0]);
        if (pads.size() != 2 * rank) {
            throw InputError("--pads has " + std::to_string(pads.size()) +
                             " values; give 1 or two per spatial dimension, " + std::to_string(2 * rank));
        }
        return pads;
    }
    const Values both = expand("--padding", *options.padding_sizes, desc.rank);
    for (std::size_t i = 0; i < 2 * rank; ++i) pads.push_back(both[i % rank]);
    return pads;
}

/// Replaces Keras's padding rule by what cuts off outputs in its place.
void apply_explicit_size(const ProblemOptions& options, ConvTransposeDesc& desc) {
    if (options.output_size) {
        desc.crop_left = expand("--crop-left", options.crop_left, desc.rank);
        desc.out_spatial = expand("--output-size", *options.output_size, desc.rank);
    }
    if (!cuts(options)) return;
    const Values added = expand("--output-padding", options.output_padding.value_or(Shape{0}), desc.rank);
    const auto rank = static_cast<std::size_t>(desc.rank);
    const Shape pads = stated_pads(options, added, desc);
    for (std::size_t d = 0; d < rank; ++d) cut(static_cast<int>(d), pads[d], pads[rank + d], added[d], desc);
}

/// The inputs stay in the order that they are in.
void apply_output_format(const ProblemOptions& options, ConvTransposeDesc& desc) {
    const DataFormat inputs = inputs_format(desc);
    desc.data_format = options.output_format.value_or(desc.data_format);
    desc.input_strides = {};
    if (inputs != desc.data_format) desc.input_strides = dense_input_strides(desc, inputs);
}

ConvTransposeDesc make_desc(const ProblemOptions& options, const Problem& problem) {
    const Shape kernel_shape = full_kernel_shape(problem.kernel.shape, options.kernel_order, options.groups);
    std::optional<Dims> output_padding;
    if (options.output_padding && !cuts(options)) output_padding = Dims(*options.output_padding);
    ConvTransposeDesc desc =
        unwrap(keras_desc(problem.inputs.shape, kernel_shape, Dims(options.strides), options.padding,
                          output_padding, options.data_format, Dims(options.dilation_rate)));
    desc.dtype = options.dtype ? *options.dtype : common_type(problem.inputs.dtype, problem.kernel.dtype);
    desc.output_dtype = options.output_dtype;
    desc.groups = options.groups;
    apply_explicit_size(options, desc);
    desc.activation = options.activation;
    desc.activation_alpha = options.alpha;
    desc.activation_min = options.clamp[0];
    desc.activation_max = options.clamp[1];
    apply_output_format(options, desc);
    return desc;
}

ConvTransposeDesc stated_desc(const ProblemOptions& options) {
    if (!is_problem_string(options.problem)) {
        throw InputError("'" + options.problem +
                         "' is no problem; it must have several words, as in \"2d ic64 oc32 "
                         "i40x30 k4 s2 same\"");
    }
    ConvTransposeDesc desc = parse_problem(options.problem).desc;
    desc.dtype = options.dtype.value_or(desc.dtype);
    if (options.output_dtype) desc.output_dtype = options.output_dtype;
    desc.quantization = quantization_of(options.quantization, desc.dtype);
    apply_output_format(options, desc);
    return desc;
}

Shape inputs_shape(const ConvTransposeDesc& desc) {
    ConvTransposeDesc turned = desc;
    turned.data_format = inputs_format(desc);
    turned.out_channels = desc.in_channels;
    turned.out_spatial = desc.in_spatial;
    return outputs_shape(turned);
}

Shape kernel_shape(const ConvTransposeDesc& desc, KernelOrder order) {
    Shape shape(desc.kernel_size.begin(), desc.kernel_size.begin() + desc.rank);
    if (order == KernelOrder::keras) {
        shape.insert(shape.end(), {desc.out_channels, desc.in_channels / desc.groups});
    } else {
        shape.insert(shape.begin(), {desc.in_channels, desc.out_channels / desc.groups});
    }
    return shape;
}

void check_shape(const char* what, const Shape& shape, const Shape& wanted) {
    if (shape == wanted) return;
    throw InputError(std::string(what) + " has shape " + text_of(shape) + "; the problem needs " +
                     text_of(wanted));
}

}  // namespace

ConvTransposeDesc load_desc(const ProblemOptions& options) {
    if (!options.problem.empty() && options.input.empty() && options.kernel.empty())
        return stated_desc(options);
    return load_problem(options).desc;
}

Problem load_problem(const ProblemOptions& options) {
    for (const auto& [option, file] : {std::pair{"--input", options.input}, {"--kernel", options.kernel}}) {
        if (file.empty()) throw InputError(std::string(option) + " is missing; it must name a .npy file");
    }
    Problem problem;
    if (!options.problem.empty()) problem.desc = stated_desc(options);
    problem.inputs = read_npy(options.input);
    problem.kernel = read_npy(options.kernel);
    if (!options.bias.empty()) problem.bias = read_npy(options.bias);
    if (!options.slopes.empty()) problem.slopes = read_npy(options.slopes);
    if (options.problem.empty()) {
        check_dimensions(problem);
        check_groups(options.groups);
        check_kernel(options, problem);
        problem.desc = make_desc(options, problem);
        problem.desc.quantization = quantization_of(options.quantization, problem.desc.dtype);
    } else {
        check_shape("the input", problem.inputs.shape, inputs_shape(problem.desc));
        check_shape("the kernel", problem.kernel.shape, kernel_shape(problem.desc, options.kernel_order));
    }
    check_operand_types(problem);
    if (problem.bias)
        problem.desc.quantization.bias_dtype = bias_type(problem.bias->dtype, problem.desc.dtype);
    check_channels("bias", problem.bias, problem.desc.out_channels);
    if (problem.slopes && problem.desc.activation != Activation::prelu) {
        throw InputError("--slopes is '" + options.slopes + "'; only --activation prelu takes slopes");
    }
    check_channels("array of slopes", problem.slopes, problem.desc.out_channels);
    return problem;
}

}  // namespace convt::tools
