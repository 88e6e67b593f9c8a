#include "compile/onnx/layers/conv_transpose_node.hpp"

#include <algorithm>
#include <limits>

#include "compile/layers/element_values.hpp"
#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/layers/conv_transpose_attributes.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

constexpr std::int64_t kMostSize = std::numeric_limits<std::int32_t>::max();

bool has_dynamic_pads(const onnx::NodeProto& node) {
    return node.op_type() == "ConvTransposeWithDynamicPads";
}

/// An input by name; empty when it is absent.
std::string input_name(const onnx::NodeProto& node, int index) {
    return index < node.input_size() ? node.input(index) : "";
}

std::string bias_name(const onnx::NodeProto& node) {
    return input_name(node, has_dynamic_pads(node) ? 3 : 2);
}

/// The constant of a name, or null when it is computed from an input. Throws when neither is known.
std::shared_ptr<const Constant> constant_or_input(ConstantFolder& constants, const std::string& what,
                                                  const std::string& value) {
    const KnownValue& known = constants.fold(value);
    if (!known.obstacle.empty()) {
        throw InputError("the " + what + " '" + value +
                         "' are no constant that can be computed: " + known.obstacle);
    }
    return known.constant;
}

/// Shape of the weights: theirs when they are constants, else what the model states.
Shape kernel_shape(const Graph& graph, const onnx::NodeProto& node, const Constant* kernel) {
    if (kernel != nullptr) return kernel->shape;
    const auto stated = graph.shape(node.input(1));
    Shape shape;
    for (const auto& extent : stated.value_or(ModelShape{})) {
        if (!extent) break;
        shape.push_back(*extent);
    }
    if (!stated || shape.size() != stated->size()) {
        throw InputError("the weights '" + node.input(1) + "' are no constant and the model states no shape");
    }
    return shape;
}

void check_kernel(const Shape& kernel) {
    if (kernel.size() < 3 || kernel.size() > 2 + kMaxRank) {
        throw InputError("the weights have shape " + shape_text(kernel) +
                         "; they must have 3 to 5 dimensions: in, out/group and 1 to 3 spatial ones");
    }
    for (const std::int64_t extent : kernel) {
        if (extent < 1 || extent > kMostSize) {
            throw InputError("the weights have shape " + shape_text(kernel) + "; sizes must be from 1 to " +
                             std::to_string(kMostSize));
        }
    }
}

void set_kernel(const ConvTransposeAttributes& stated, const Shape& kernel, ConvTransposeDesc& desc) {
    desc.rank = static_cast<int>(kernel.size() - 2);
    desc.data_format = DataFormat::channels_first;
    desc.groups = stated.group;
    if (desc.groups < 1 || desc.groups > kMostSize || kernel[0] % desc.groups != 0) {
        throw InputError("group is " + std::to_string(desc.groups) + "; it must divide the " +
                         std::to_string(kernel[0]) + " input channels");
    }
    desc.in_channels = kernel[0];
    desc.out_channels = kernel[1] * desc.groups;
    const Shape spatial(kernel.begin() + 2, kernel.end());
    if (!stated.kernel_shape.empty() && stated.kernel_shape != spatial) {
        throw InputError("kernel_shape is " + shape_text(stated.kernel_shape) + "; the weights have " +
                         shape_text(spatial));
    }
    std::copy(spatial.begin(), spatial.end(), desc.kernel_size.begin());
    std::copy(stated.strides.begin(), stated.strides.end(), desc.strides.begin());
    std::copy(stated.dilations.begin(), stated.dilations.end(), desc.dilation_rate.begin());
}

/// Batch and spatial sizes: stated ones are fixed, others open.
void set_sizes(const NodeShapes& shapes, CompileLayer& layer) {
    const auto rank = static_cast<std::size_t>(layer.desc.rank);
    for (std::size_t d = 0; d <= rank; ++d) {
        const std::size_t axis = d == 0 ? 0 : d + 1;
        std::int64_t& size = d == 0 ? layer.desc.batch : layer.desc.in_spatial[d - 1];
        const auto known = [&](const ModelShape& shape) {
            return shape.size() == rank + 2 ? shape[axis] : std::nullopt;
        };
        const auto stated = known(shapes.stated);
        layer.open[d] = !stated.has_value();
        size = stated.value_or(known(shapes.typical).value_or(d == 0 ? 1 : kTypicalSize[rank - 1]));
        if (size > kMostSize) {
            throw InputError("the input has a dimension of " + std::to_string(size) + "; at most " +
                             std::to_string(kMostSize) + " are read");
        }
    }
}

/// The pads of a node: the attribute, or for ONNX Runtime's operator an input, which must be a constant.
Shape pads_of(ConstantFolder& constants, const onnx::NodeProto& node, const ConvTransposeAttributes& stated,
              std::size_t rank) {
    const std::string name = has_dynamic_pads(node) ? input_name(node, 2) : "";
    if (stated.auto_pad != "NOTSET") return Shape(2 * rank, 0);
    if (name.empty()) return stated.pads;
    const auto pads = constant_or_input(constants, "pads", name);
    if (pads == nullptr) {
        throw InputError("the pads '" + name + "' depend on the model's input '" +
                         constants.fold(name).depends_on + "'; a layer's are fixed");
    }
    if (!pads->is_integer())
        throw InputError("the pads '" + name + "' are " + element_type_name(pads->type) +
                         "; they must be int64");
    check_pads(pads->integers, rank);
    return pads->integers;
}

/// Rules of docs/mappings.md.
void set_padding(const ConvTransposeAttributes& stated, const Shape& pads, CompileLayer& layer) {
    ConvTransposeDesc& desc = layer.desc;
    const auto rank = static_cast<std::size_t>(desc.rank);
    const bool same = stated.auto_pad.starts_with("SAME");
    const Shape& wanted = stated.output_shape;
    for (std::size_t d = 0; d < rank; ++d) {
        if (!wanted.empty() && layer.open[d + 1]) {
            throw InputError(
                "output_shape is stated, but the input's size is not; state it with --input-shape");
        }
        const std::int64_t natural = (desc.in_spatial[d] - 1) * desc.strides[d] +
                                     (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1 +
                                     stated.output_padding[d];
        if (wanted.empty() && !same) {
            desc.crop_left[d] = pads[d];
            desc.out_spatial[d] = natural - pads[d] - pads[rank + d];
            if (desc.out_spatial[d] < 0) {
                throw InputError("pads[" + std::to_string(d) + "] and pads[" + std::to_string(rank + d) +
                                 "] are " + std::to_string(pads[d]) + " and " +
                                 std::to_string(pads[rank + d]) + "; they must cut no more than the " +
                                 std::to_string(natural) + " outputs");
            }
            continue;
        }
        const std::int64_t out = wanted.empty() ? desc.in_spatial[d] * desc.strides[d] : wanted[d];
        const std::int64_t total = std::max<std::int64_t>(natural - out, 0);
        desc.crop_left[d] = stated.auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
        desc.out_spatial[d] = wanted.empty() ? natural - total : out;
    }
}

void check_channels(const NodeShapes& shapes, const ConvTransposeDesc& desc) {
    const auto rank = static_cast<std::size_t>(desc.rank);
    if (shapes.stated.size() > 1 && shapes.stated.size() != rank + 2) {
        throw InputError("the input has " + std::to_string(shapes.stated.size()) +
                         " dimensions; the weights have " + std::to_string(rank + 2));
    }
    if (shapes.stated.size() > 1 && shapes.stated[1].value_or(desc.in_channels) != desc.in_channels) {
        throw InputError("the input has " + std::to_string(*shapes.stated[1]) +
                         " channels; the weights have " + std::to_string(desc.in_channels));
    }
}

/// Values of a constant of a real type, each as one of the type that the layer has them in.
std::vector<double> reals_of(const std::string& what, const Constant& constant, DType dtype) {
    if (constant.is_integer()) {
        throw InputError("the " + what + " are " + element_type_name(constant.type) +
                         "; they must be float, double, float16 or bfloat16");
    }
    return rounded_values(what, constant.reals, dtype);
}

void set_bias(ConstantFolder& constants, const onnx::NodeProto& node, CompileLayer& layer,
              std::vector<std::string>& remarks) {
    const std::string name = bias_name(node);
    if (name.empty()) return;
    const auto bias = constant_or_input(constants, "values of the bias", name);
    const bool inside = layer.weights.has_value();
    if (bias == nullptr) {
        const std::string input = constants.fold(name).depends_on;
        if (inside)
            remarks.push_back("The bias depends on the model's input '" + input + "': it is an argument.");
        layer.bias_is_argument = inside;
        return;
    }
    if (static_cast<std::int64_t>(bias->size()) != layer.desc.out_channels) {
        throw InputError("the bias has " + std::to_string(bias->size()) + " values; there are " +
                         std::to_string(layer.desc.out_channels) + " output channels");
    }
    if (inside) {
        layer.weights->bias = reals_of("values of the bias", *bias, bias_dtype(layer.desc));
    } else {
        remarks.push_back("The bias '" + name +
                          "' is a constant of the model that the library does not hold: it is an argument.");
    }
}

/// What the model computes in; float32 where it does not say.
DType dtype_of(const Graph& graph, const onnx::NodeProto& node, const Constant* kernel) {
    switch (kernel != nullptr ? kernel->type : graph.element_type(node.input(0))) {
        case onnx::TensorProto::DOUBLE:
            return DType::float64;
        case onnx::TensorProto::FLOAT16:
            return DType::float16;
        case onnx::TensorProto::BFLOAT16:
            return DType::bfloat16;
        default:
            return DType::float32;
    }
}

}  // namespace

bool is_conv_transpose(const onnx::NodeProto& node) {
    return is_operator(node, "ConvTranspose") || (node.domain() == "com.microsoft" && has_dynamic_pads(node));
}

CompileLayer read_conv_transpose(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                                 const NodeShapes& shapes, std::vector<std::string>& remarks) {
    if (node.input_size() < 2 || node.output_size() < 1) {
        throw InputError("has " + std::to_string(node.input_size()) + " inputs and " +
                         std::to_string(node.output_size()) + " outputs; it needs 2 or 3, and 1");
    }
    CompileLayer layer;
    layer.name = node_name(node);
    const auto kernel = constant_or_input(constants, "weights", node.input(1));
    const Shape shape = kernel_shape(graph, node, kernel.get());
    check_kernel(shape);
    const std::size_t rank = shape.size() - 2;
    const ConvTransposeAttributes stated = read_attributes(node, rank);
    set_kernel(stated, shape, layer.desc);
    layer.desc.dtype = dtype_of(graph, node, kernel.get());
    check_channels(shapes, layer.desc);
    set_sizes(shapes, layer);
    set_padding(stated, pads_of(constants, node, stated, rank), layer);
    require(validate(layer.desc));
    if (kernel != nullptr) {
        layer.weights = Weights{reals_of("weights", *kernel, layer.desc.dtype), {}};
    } else {
        remarks.push_back("The weights depend on the model's input '" +
                          constants.fold(node.input(1)).depends_on + "': they are arguments.");
    }
    set_bias(constants, node, layer, remarks);
    return layer;
}

}  // namespace convt::tools
