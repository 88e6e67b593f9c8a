#include "compile/onnx/layers/quantized_layer.hpp"

#include <algorithm>
#include <cmath>

#include "compile/layers/quantized_weights.hpp"
#include "compile/onnx/constants/call.hpp"
#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/layers/activation_node.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using onnx::TensorProto;

/// What a DequantizeLinear or QuantizeLinear says its integers stand for.
struct Parameters {
    std::vector<float> scales;
    std::vector<std::int64_t> zero_points;  ///< as many, or none
    int type = 0;                           ///< of the integers; 0 where the node does not say
};

/// A part that must be a constant.
std::shared_ptr<const Constant> constant_of(ConstantFolder& constants, const std::string& what,
                                            const std::string& value) {
    if (auto constant = constants.constant(value)) return constant;
    throw InputError("its " + what + " '" + value + "' is no constant");
}

Parameters parameters_of(ConstantFolder& constants, const onnx::NodeProto& node) {
    if (node.input_size() < 2) throw InputError("it has no scale");
    if (int_attribute(node, "block_size", 0) != 0) throw InputError("it has a scale for each block");
    const auto scales = constant_of(constants, "scale", node.input(1));
    if (scales->type != TensorProto::FLOAT) {
        throw InputError("its scale is " + element_type_name(scales->type) +
                         "; layers of integers have float");
    }
    Parameters read{{scales->reals.begin(), scales->reals.end()}, {}, 0};
    for (const float scale : read.scales) {
        if (std::isfinite(scale) && scale > 0) continue;
        throw InputError("its scale is " + std::to_string(scale) + "; it must be finite and above 0");
    }
    read.type = static_cast<int>(int_attribute(node, "output_dtype", 0));
    if (node.input_size() < 3 || node.input(2).empty()) return read;
    const auto zeros = constant_of(constants, "zero point", node.input(2));
    if (zeros->size() != scales->size()) {
        throw InputError("it has " + std::to_string(scales->size()) + " scales and " +
                         std::to_string(zeros->size()) + " zero points");
    }
    read.zero_points = integers_of(*zeros);
    read.type = zeros->type;
    return read;
}

DType dtype_of(int type) {
    if (type == TensorProto::INT8) return DType::int8;
    if (type == TensorProto::UINT8) return DType::uint8;
    throw InputError("its integers are " + element_type_name(type) + "; layers have int8 and uint8");
}

/// Those of inputs or outputs, which have one scale.
Parameters of_tensor(ConstantFolder& constants, const onnx::NodeProto& node) {
    Parameters read = parameters_of(constants, node);
    if (read.scales.size() != 1) {
        throw InputError("it has " + std::to_string(read.scales.size()) +
                         " scales; inputs and outputs have one");
    }
    if (read.zero_points.empty()) read.zero_points = {0};
    return read;
}

/// Names the node in what is thrown while it is read.
template <typename Read>
auto naming(const onnx::NodeProto& node, Read read) {
    try {
        return read();
    } catch (const InputError& error) {
        throw InputError(node_text(node) + ": " + error.what());
    }
}

const onnx::NodeProto* dequantizer_of(const Graph& graph, const std::string& value) {
    const onnx::NodeProto* node = graph.producer(value);
    return node != nullptr && is_operator(*node, "DequantizeLinear") && node->input_size() > 0 ? node
                                                                                               : nullptr;
}

void set_inputs(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                ConvTransposeDesc& desc) {
    const Parameters read = of_tensor(constants, node);
    desc.dtype = dtype_of(read.type != 0 ? read.type : graph.element_type(node.input(0)));
    desc.quantization.input_scale = read.scales[0];
    desc.quantization.input_zero_point = static_cast<std::int32_t>(read.zero_points[0]);
}

/// A group's channels have the scales of those of every other.
void set_kernel(ConstantFolder& constants, const onnx::NodeProto& node, CompileLayer& layer) {
    const ConvTransposeDesc& desc = layer.desc;
    const auto integers = constant_of(constants, "input", node.input(0));
    const Parameters read = parameters_of(constants, node);
    (void)dtype_of(integers->type);
    const auto per_group = static_cast<std::size_t>(desc.out_channels / desc.groups);
    if (read.scales.size() != 1 &&
        (read.scales.size() != per_group ||
         normal_axis(int_attribute(node, "axis", 1), static_cast<std::size_t>(desc.rank) + 2) != 1)) {
        throw InputError("it has " + std::to_string(read.scales.size()) +
                         " scales; a kernel has one, or one for each output channel, along axis 1");
    }
    Weights& weights = *layer.weights;
    weights.kernel = integers->to_doubles();
    weights.scales = read.scales;
    if (read.scales.size() > 1) {
        weights.scales.clear();
        for (std::int64_t group = 0; group < desc.groups; ++group) {
            weights.scales.insert(weights.scales.end(), read.scales.begin(), read.scales.end());
        }
    }
    const std::size_t taps = weights.kernel.size() / (static_cast<std::size_t>(desc.in_channels) * per_group);
    subtract_zero_points(weights.kernel, read.zero_points, taps, per_group);
}

/// The integers of a bias in units of the sums; nothing where it is not stored so.
std::optional<std::vector<double>> integers_of_bias(const Graph& graph, ConstantFolder& constants,
                                                    const std::string& value, const CompileLayer& layer) {
    const onnx::NodeProto* node = dequantizer_of(graph, value);
    if (node == nullptr) return std::nullopt;
    const auto integers = constants.constant(node->input(0));
    if (integers == nullptr || integers->type != TensorProto::INT32) return std::nullopt;
    const Parameters read = parameters_of(constants, *node);
    for (std::int64_t c = 0; c < layer.desc.out_channels; ++c) {
        const auto at = [c](const auto& values) {
            return values[values.size() == 1 ? 0 : static_cast<std::size_t>(c)];
        };
        if (read.scales.size() != 1 && std::ssize(read.scales) != layer.desc.out_channels)
            return std::nullopt;
        if (at(read.scales) != layer.desc.quantization.input_scale * at(layer.weights->scales))
            return std::nullopt;
        if (!read.zero_points.empty() && at(read.zero_points) != 0) return std::nullopt;
    }
    return integers->to_doubles();
}

void set_bias(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
              CompileLayer& layer) {
    if (layer.bias_is_argument) throw InputError(node_text(node) + ": its bias is no constant");
    layer.desc.quantization.bias_dtype = DType::int32;
    if (layer.weights->bias.empty()) return;
    if (auto integers = integers_of_bias(graph, constants, node.input(2), layer)) {
        layer.weights->bias = *integers;
    } else {
        layer.desc.quantization.bias_dtype = DType::float32;
    }
}

void set_outputs(ConstantFolder& constants, const onnx::NodeProto& node, ConvTransposeDesc& desc) {
    const Parameters read = of_tensor(constants, node);
    desc.output_dtype = dtype_of(read.type != 0 ? read.type : static_cast<int>(TensorProto::UINT8));
    desc.quantization.output_scale = read.scales[0];
    desc.quantization.output_zero_point = static_cast<std::int32_t>(read.zero_points[0]);
    desc.quantization.rounding = Rounding::nearest_even;
}

/// Folds Relu or Clip in; the values of any other node are none of integers.
void fold_bounds(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                 const std::string& value, ConvTransposeDesc& desc) {
    // Bounds are found among floats.
    ConvTransposeDesc real = desc;
    real.dtype = DType::float32;
    std::vector<double> slopes;
    const bool first = desc.activation == Activation::none;
    const Folded folded = first ? fold_activation(graph, constants, node, value, real, slopes) : Folded{};
    const bool bounds = real.activation == Activation::relu || real.activation == Activation::clamp ||
                        real.activation == Activation::none;
    if (!folded.done || !bounds) {
        throw InputError("it lies before QuantizeLinear, where one Relu or Clip may" +
                         (folded.reason.empty() ? "" : "; " + folded.reason));
    }
    desc.activation = real.activation;
    desc.activation_min = real.activation_min;
    desc.activation_max = real.activation_max;
}

/// Goes on to the QuantizeLinear after a node.
Epilogue fold_outputs(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                      ConvTransposeDesc& desc) {
    Epilogue epilogue{{}, node.output(0), {}};
    for (;;) {
        const onnx::NodeProto* next = graph.only_reader(epilogue.output);
        if (next == nullptr || next->output_size() == 0) {
            throw InputError("no QuantizeLinear alone reads '" + epilogue.output + "'");
        }
        const bool last = is_operator(*next, "QuantizeLinear") && next->input(0) == epilogue.output;
        naming(*next, [&] {
            if (last) {
                set_outputs(constants, *next, desc);
            } else if (!passes_through(*next)) {
                fold_bounds(graph, constants, *next, epilogue.output, desc);
            }
        });
        epilogue.folded.push_back(node_name(*next));
        epilogue.output = next->output(0);
        if (last) return epilogue;
    }
}

}  // namespace

QuantizedNode fold_quantization(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                                CompileLayer& layer) {
    QuantizedNode result;
    const onnx::NodeProto* inputs = dequantizer_of(graph, node.input(0));
    if (inputs == nullptr) return result;
    CompileLayer changed = layer;
    try {
        const onnx::NodeProto* kernel = dequantizer_of(graph, node.input(1));
        if (!layer.weights || kernel == nullptr) {
            throw InputError("the weights '" + node.input(1) +
                             "' are no constant that DequantizeLinear makes");
        }
        naming(*inputs, [&] { set_inputs(graph, constants, *inputs, changed.desc); });
        naming(*kernel, [&] { set_kernel(constants, *kernel, changed); });
        set_bias(graph, constants, node, changed);
        result.epilogue = fold_outputs(graph, constants, node, changed.desc);
        check_quantized(changed);
    } catch (const InputError& error) {
        result.stopped = error.what();
        return result;
    }
    result.epilogue.folded.insert(result.epilogue.folded.begin(), node_name(*inputs));
    result.input = inputs->input(0);
    result.done = true;
    layer = std::move(changed);
    return result;
}

}  // namespace convt::tools
