#include "problem.hpp"

#include <string>

#include "support/input_error.hpp"

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

/// With groups, the library would speak of the channels of a kernel that nobody gave.
void check_grouped_channels(const ProblemOptions& options, const Problem& problem) {
    if (options.groups == 1 || options.kernel_order != KernelOrder::keras) return;
    const Shape& inputs = problem.inputs.shape;
    const bool channels_last = options.data_format == DataFormat::channels_last;
    const std::int64_t channels = channels_last ? inputs.back() : inputs[1];
    const std::int64_t group_channels = problem.kernel.shape.back();
    if (channels != group_channels * options.groups) {
        throw InputError("--groups is " + std::to_string(options.groups) + " and the kernel reads " +
                         std::to_string(group_channels) + " channels in each; the input must have " +
                         std::to_string(group_channels * options.groups) + " channels, not " +
                         std::to_string(channels));
    }
}

void check_bias(const std::optional<NpyArray>& bias, std::int64_t out_channels) {
    if (bias && bias->shape != Shape{out_channels}) {
        throw InputError("the bias has shape " + text_of(bias->shape) +
                         "; it must have one value per output "
                         "channel, (" +
                         std::to_string(out_channels) + ")");
    }
}

/// Replaces Keras's padding rule by the crops and output size given.
void apply_explicit_size(const ProblemOptions& options, ConvTransposeDesc& desc) {
    if (!options.output_size) return;
    desc.crop_left = expand("--crop-left", options.crop_left, desc.rank);
    desc.out_spatial = expand("--output-size", *options.output_size, desc.rank);
}

ConvTransposeDesc make_desc(const ProblemOptions& options, const Problem& problem) {
    const Shape kernel_shape = full_kernel_shape(problem.kernel.shape, options.kernel_order, options.groups);
    std::optional<Dims> output_padding;
    if (options.output_padding) output_padding = Dims(*options.output_padding);
    ConvTransposeDesc desc =
        unwrap(keras_desc(problem.inputs.shape, kernel_shape, Dims(options.strides), options.padding,
                          output_padding, options.data_format, Dims(options.dilation_rate)));
    desc.groups = options.groups;
    apply_explicit_size(options, desc);
    desc.activation = options.activation;
    desc.activation_alpha = options.alpha;
    desc.activation_min = options.clamp[0];
    desc.activation_max = options.clamp[1];
    return desc;
}

}  // namespace

Problem load_problem(const ProblemOptions& options) {
    Problem problem;
    problem.inputs = read_npy(options.input);
    problem.kernel = read_npy(options.kernel);
    if (!options.bias.empty()) problem.bias = read_npy(options.bias);
    check_dimensions(problem);
    check_groups(options.groups);
    check_grouped_channels(options, problem);
    problem.desc = make_desc(options, problem);
    check_bias(problem.bias, problem.desc.out_channels);
    return problem;
}

}  // namespace convt::tools
