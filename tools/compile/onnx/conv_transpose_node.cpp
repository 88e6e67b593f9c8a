#include "compile/onnx/conv_transpose_node.hpp"

#include <algorithm>

#include "compile/onnx/fold_constants.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Shape = std::vector<std::int64_t>;

std::string text_of(const Shape& shape) {
    std::string text;
    for (const std::int64_t extent : shape) text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text.empty() ? "none" : text;
}

/// The attribute's values, or as many of `otherwise`.
Shape ints(const onnx::NodeProto& node, const char* name, std::size_t count, std::int64_t otherwise) {
    Shape values = ints_attribute(node, name);
    if (values.empty()) values.resize(count, otherwise);
    if (values.size() != count) {
        throw InputError(std::string(name) + " has " + std::to_string(values.size()) + " values; it needs " +
                         std::to_string(count));
    }
    return values;
}

/// Shape of the weights: theirs when they are constants, else what the model states.
Shape kernel_shape(const Graph& graph, const onnx::NodeProto& node, const std::optional<Constant>& kernel) {
    if (kernel) return kernel->shape;
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

void set_kernel(const onnx::NodeProto& node, const Shape& kernel, ConvTransposeDesc& desc) {
    if (kernel.size() < 3 || kernel.size() > 2 + kMaxRank) {
        throw InputError("the weights have shape " + text_of(kernel) +
                         "; they must have 3 to 5 dimensions: in, out/group and 1 to 3 spatial ones");
    }
    const std::size_t rank = kernel.size() - 2;
    desc.rank = static_cast<int>(rank);
    desc.data_format = DataFormat::channels_first;
    desc.groups = int_attribute(node, "group", 1);
    if (desc.groups < 1 || kernel[0] % desc.groups != 0) {
        throw InputError("group is " + std::to_string(desc.groups) + "; it must divide the " +
                         std::to_string(kernel[0]) + " input channels");
    }
    desc.in_channels = kernel[0];
    desc.out_channels = kernel[1] * desc.groups;
    const Shape spatial(kernel.begin() + 2, kernel.end());
    const Shape stated = ints_attribute(node, "kernel_shape");
    if (!stated.empty() && stated != spatial) {
        throw InputError("kernel_shape is " + text_of(stated) + "; the weights have " + text_of(spatial));
    }
    const Shape strides = ints(node, "strides", rank, 1);
    const Shape dilations = ints(node, "dilations", rank, 1);
    std::copy(spatial.begin(), spatial.end(), desc.kernel_size.begin());
    std::copy(strides.begin(), strides.end(), desc.strides.begin());
    std::copy(dilations.begin(), dilations.end(), desc.dilation_rate.begin());
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
    }
}

/// Rules of docs/mappings.md.
void set_padding(const onnx::NodeProto& node, CompileLayer& layer) {
    ConvTransposeDesc& desc = layer.desc;
    const auto rank = static_cast<std::size_t>(desc.rank);
    const std::string automatic = string_attribute(node, "auto_pad", "NOTSET");
    if (automatic != "NOTSET" && automatic != "VALID" && automatic != "SAME_UPPER" &&
        automatic != "SAME_LOWER") {
        throw InputError("auto_pad is '" + automatic +
                         "'; it must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
    }
    const bool same = automatic.starts_with("SAME");
    Shape pads = ints(node, "pads", 2 * rank, 0);
    if (automatic != "NOTSET") std::fill(pads.begin(), pads.end(), 0);
    const Shape more = ints(node, "output_padding", rank, 0);
    Shape wanted = ints_attribute(node, "output_shape");
    // Some exporters state batch and channels as well.
    if (wanted.size() == rank + 2) wanted.erase(wanted.begin(), wanted.begin() + 2);
    if (!wanted.empty() && wanted.size() != rank) {
        throw InputError("output_shape has " + std::to_string(wanted.size()) + " values; it needs " +
                         std::to_string(rank));
    }
    for (std::size_t d = 0; d < rank; ++d) {
        if (!wanted.empty() && layer.open[d + 1]) {
            throw InputError(
                "output_shape is stated, but the input's size is not; state it with --input-shape");
        }
        const std::int64_t natural = (desc.in_spatial[d] - 1) * desc.strides[d] +
                                     (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1 + more[d];
        if (wanted.empty() && !same) {
            desc.crop_left[d] = pads[d];
            desc.out_spatial[d] = natural - pads[d] - pads[rank + d];
            continue;
        }
        const std::int64_t out = wanted.empty() ? desc.in_spatial[d] * desc.strides[d] : wanted[d];
        const std::int64_t total = std::max<std::int64_t>(natural - out, 0);
        desc.crop_left[d] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
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

void set_weights(const Graph& graph, const onnx::NodeProto& node, const std::optional<Constant>& kernel,
                 CompileLayer& layer) {
    if (!kernel) return;
    layer.weights = Weights{kernel->floats(), {}};
    if (node.input_size() < 3 || node.input(2).empty()) return;
    const auto bias = fold_constant(graph, node.input(2));
    if (!bias) throw InputError("the bias '" + node.input(2) + "' is no constant, but the weights are");
    if (static_cast<std::int64_t>(bias->values.size()) != layer.desc.out_channels) {
        throw InputError("the bias has " + std::to_string(bias->values.size()) + " values; there are " +
                         std::to_string(layer.desc.out_channels) + " output channels");
    }
    layer.weights->bias = bias->floats();
}

}  // namespace

CompileLayer read_conv_transpose(const Graph& graph, const onnx::NodeProto& node, const NodeShapes& shapes) {
    if (node.input_size() < 2 || node.output_size() < 1) {
        throw InputError("has " + std::to_string(node.input_size()) + " inputs and " +
                         std::to_string(node.output_size()) + " outputs; it needs 2 or 3, and 1");
    }
    CompileLayer layer;
    layer.name = node_name(node);
    const std::optional<Constant> kernel = fold_constant(graph, node.input(1));
    set_kernel(node, kernel_shape(graph, node, kernel), layer.desc);
    check_channels(shapes, layer.desc);
    set_sizes(shapes, layer);
    set_padding(node, layer);
    require(validate(layer.desc));
    set_weights(graph, node, kernel, layer);
    return layer;
}

}  // namespace convt::tools
