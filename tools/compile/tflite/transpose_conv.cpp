#include "compile/tflite/transpose_conv.hpp"

#include <algorithm>
#include <cstring>

#include "compile/tflite/quantized_tensors.hpp"
#include "support/input_error.hpp"

namespace convt::tools::tflite {
namespace {

constexpr const char* kMediaPipe = "Convolution2DTransposeBias";

/// What the two operators have in common.
struct Parts {
    std::int64_t weights, inputs, bias;  ///< numbers of tensors
    bool same = false;                   ///< padding
    std::int64_t strides[2] = {1, 1};    ///< height, width
    std::int64_t activation = 0;
};

Parts parts_of_builtin(const Graph& graph, const Operation& read) {
    Parts parts{read.input(1), read.input(2), read.input(3)};
    if (read.table.number(operation::builtin_options_type) != operation::is_transpose_conv_options) {
        throw InputError("has no TransposeConvOptions");
    }
    const CheckedTable options = graph.file().checked(read.table, operation::transpose_conv_options);
    const std::int64_t padding = options.number(transpose_conv_options::padding);
    if (padding != 0 && padding != 1) {
        throw InputError("has the padding " + std::to_string(padding) + "; it must be 0 (SAME) or 1 (VALID)");
    }
    parts.same = padding == 0;
    parts.strides[0] = options.number(transpose_conv_options::stride_h);
    parts.strides[1] = options.number(transpose_conv_options::stride_w);
    parts.activation = options.number(transpose_conv_options::fused_activation_function);
    return parts;
}

/// Its options are TensorFlow Lite's C structure of a TRANSPOSE_CONV: padding, width and height of the
/// stride, and in newer files an activation, which MediaPipe does not read.
Parts parts_of_mediapipe(const Operation& read) {
    Parts parts{read.input(1), read.input(0), read.input(2)};
    const auto options = read.table.bytes(operation::custom_options);
    std::int32_t words[3];
    if (options.size() < sizeof words) {
        throw InputError("has options of " + std::to_string(options.size()) +
                         " bytes; they are padding and strides, of " + std::to_string(sizeof words));
    }
    std::memcpy(words, options.data(), sizeof words);
    if (words[0] != 1 && words[0] != 2) {
        throw InputError("has the padding " + std::to_string(words[0]) +
                         "; it must be 1 (SAME) or 2 (VALID)");
    }
    parts.same = words[0] == 1;
    parts.strides[0] = words[2];
    parts.strides[1] = words[1];
    return parts;
}

void require_rank(const Tensor& tensor, const std::string& what, std::size_t rank) {
    if (tensor.shape.size() == rank) return;
    throw InputError("the " + what + " '" + tensor.name + "' have " + std::to_string(tensor.shape.size()) +
                     " dimensions; they must have " + std::to_string(rank));
}

/// The batch may be open, spatial sizes not: the outputs' follow from rules that depend on them.
void set_inputs(const Tensor& inputs, CompileLayer& layer) {
    require_rank(inputs, "inputs", 4);
    (void)inputs.count();
    const auto is_open = [&](std::size_t d) {
        return d < inputs.signature.size() && inputs.signature[d] < 0;
    };
    layer.open[0] = is_open(0);
    layer.desc.batch = inputs.shape[0];
    for (std::size_t d = 0; d < 2; ++d) {
        if (is_open(d + 1)) {
            throw InputError("the inputs '" + inputs.name +
                             "' have an open height or width; the model must state both");
        }
        layer.desc.in_spatial[d] = inputs.shape[d + 1];
    }
    layer.desc.in_channels = inputs.shape[3];
}

/// [out, height, width, in]
void set_kernel(const Tensor& weights, const Parts& parts, ConvTransposeDesc& desc) {
    require_rank(weights, "weights", 4);
    (void)weights.count();
    if (weights.shape[3] != desc.in_channels) {
        throw InputError("the weights have " + std::to_string(weights.shape[3]) +
                         " input channels; the inputs have " + std::to_string(desc.in_channels));
    }
    desc.out_channels = weights.shape[0];
    for (std::size_t d = 0; d < 2; ++d) {
        desc.kernel_size[d] = weights.shape[d + 1];
        desc.strides[d] = parts.strides[d];
        if (desc.strides[d] < 1) {
            throw InputError("has a stride of " + std::to_string(desc.strides[d]) +
                             "; it must be at least 1");
        }
    }
}

/// The outputs' shape: an input where that is a constant, else what the output's tensor states.
std::vector<std::int64_t> output_shape(const Graph& graph, const Operation& read) {
    const Tensor stated = graph.tensor(read.input(0), "output_shape");
    std::vector<std::int64_t> shape;
    if (stated.data) {
        if (stated.type != ElementType::int32)
            throw InputError("has an output_shape of " + type_name(stated.type));
        const std::vector<double> values = stated.values();
        shape.assign(values.begin(), values.end());
    } else {
        const Tensor outputs = graph.tensor(read.output(0), "outputs");
        shape.assign(outputs.shape.begin(), outputs.shape.end());
        for (std::size_t d = 1; d < outputs.signature.size(); ++d) {
            if (outputs.signature[d] < 0) throw InputError("has outputs whose size the model does not state");
        }
    }
    if (shape.size() != 4)
        throw InputError("has an output_shape of " + std::to_string(shape.size()) + " sizes; it needs 4");
    return shape;
}

/// TensorFlow Lite's rule: the padding of the convolution that makes the inputs of the outputs, half of it in
/// front.
void set_outputs(const Graph& graph, const Operation& read, const Parts& parts, CompileLayer& layer) {
    ConvTransposeDesc& desc = layer.desc;
    const std::vector<std::int64_t> shape = output_shape(graph, read);
    if (shape[3] != desc.out_channels || (!layer.open[0] && shape[0] != desc.batch)) {
        throw InputError("has outputs of batch " + std::to_string(shape[0]) + " and " +
                         std::to_string(shape[3]) + " channels; inputs and weights make " +
                         std::to_string(desc.batch) + " and " + std::to_string(desc.out_channels));
    }
    for (std::size_t d = 0; d < 2; ++d) {
        const std::int64_t out = shape[d + 1], stride = desc.strides[d], kernel = desc.kernel_size[d];
        if (out < 1)
            throw InputError("has an output_shape of " + std::to_string(out) + "; sizes must be at least 1");
        const std::int64_t inputs = ((parts.same ? out : out + 1 - kernel) + stride - 1) / stride;
        if (inputs != desc.in_spatial[d]) {
            throw InputError("has outputs of " + std::to_string(out) + ", which a convolution makes " +
                             std::to_string(inputs) + "; the inputs have " +
                             std::to_string(desc.in_spatial[d]));
        }
        desc.crop_left[d] = std::max<std::int64_t>((inputs - 1) * stride + kernel - out, 0) / 2;
        desc.out_spatial[d] = out;
    }
}

/// MediaPipe's rule, which states no size.
void set_outputs_of_mediapipe(const Parts& parts, ConvTransposeDesc& desc) {
    for (std::size_t d = 0; d < 2; ++d) {
        const std::int64_t last = desc.in_spatial[d] - 1, stride = desc.strides[d],
                           kernel = desc.kernel_size[d];
        const std::int64_t cut = parts.same ? std::max<std::int64_t>(0, kernel - last % stride - 1) : 0;
        desc.crop_left[d] = cut / 2;
        desc.out_spatial[d] = stride * last + kernel - cut;
    }
}

/// [out, height, width, in] to [in, out, height, width].
std::vector<double> reordered(const std::vector<double>& weights, const ConvTransposeDesc& desc) {
    const std::int64_t taps = desc.kernel_size[0] * desc.kernel_size[1], in = desc.in_channels;
    std::vector<double> moved(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        const std::int64_t to = (at % in * desc.out_channels + at / in / taps) * taps + at / in % taps;
        moved[static_cast<std::size_t>(to)] = weights[i];
    }
    return moved;
}

void set_weights(const Graph& graph, const Parts& parts, const Tensor& inputs, CompileLayer& layer) {
    layer.weights = Weights{reordered(graph.constant(parts.weights, "weights"), layer.desc), {}};
    if (parts.bias == -1) return;
    const bool floats = inputs.type == ElementType::float32;
    if (graph.tensor(parts.bias, "bias").type != (floats ? ElementType::float32 : ElementType::int32)) {
        throw InputError("has a bias of another type than float32, or int32 beside integers");
    }
    layer.weights->bias = graph.constant(parts.bias, "bias");
    if (std::ssize(layer.weights->bias) != layer.desc.out_channels) {
        throw InputError("has a bias of " + std::to_string(layer.weights->bias.size()) + " values for " +
                         std::to_string(layer.desc.out_channels) + " output channels");
    }
}

void set_activation(std::int64_t activation, ConvTransposeDesc& desc) {
    switch (activation) {
        case 0:
            return;
        case 1:
            desc.activation = Activation::relu;
            return;
        case 2:  // RELU_N1_TO_1
            desc.activation = Activation::clamp;
            desc.activation_min = -1;
            desc.activation_max = 1;
            return;
        case 3:
            desc.activation = Activation::relu6;
            return;
        default:
            throw InputError("has the fused activation " + std::to_string(activation) +
                             "; none, RELU, RELU_N1_TO_1 and RELU6 are read");
    }
}

}  // namespace

bool is_transpose_conv(const Operation& operation) {
    return operation.builtin == static_cast<std::int64_t>(Builtin::transpose_conv) ||
           (operation.builtin == static_cast<std::int64_t>(Builtin::custom) &&
            operation.custom == kMediaPipe);
}

CompileLayer read_transpose_conv(const Graph& graph, const Operation& operation) {
    const bool builtin = operation.builtin == static_cast<std::int64_t>(Builtin::transpose_conv);
    const Parts parts = builtin ? parts_of_builtin(graph, operation) : parts_of_mediapipe(operation);
    const Tensor inputs = graph.tensor(parts.inputs, "inputs"),
                 weights = graph.tensor(parts.weights, "weights");
    CompileLayer layer;
    layer.desc.data_format = DataFormat::channels_last;
    set_inputs(inputs, layer);
    set_kernel(weights, parts, layer.desc);
    if (builtin) {
        set_outputs(graph, operation, parts, layer);
    } else {
        set_outputs_of_mediapipe(parts, layer.desc);
    }
    require(validate(layer.desc));
    set_weights(graph, parts, inputs, layer);
    set_activation(parts.activation, layer.desc);
    const Tensor outputs = graph.tensor(operation.output(0), "outputs");
    if (inputs.type == ElementType::float32) {
        require_floats(weights, outputs);
        require(validate(layer.desc));
    } else {
        quantize(inputs, weights, outputs, layer);
    }
    layer.name = outputs.name;
    layer.note = "Computes '" + outputs.name + "' from '" + inputs.name + "'.";
    return layer;
}

}  // namespace convt::tools::tflite
