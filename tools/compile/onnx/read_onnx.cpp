#include "compile/onnx/read_onnx.hpp"

#include "compile/onnx/conv_transpose_node.hpp"
#include "compile/onnx/fold_epilogue.hpp"
#include "compile/onnx/load_model.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

std::string note_of(const onnx::NodeProto& node, const Epilogue& epilogue) {
    std::string note = "Computes '" + epilogue.output + "' from '" + node.input(0) + "'";
    for (std::size_t i = 0; i < epilogue.folded.size(); ++i) {
        note += (i == 0 ? ", with " : ", ") + epilogue.folded[i];
    }
    return note + (epilogue.folded.empty() ? "." : " folded in.");
}

CompileLayer read_layer(const Graph& graph, const Graph& typical, const onnx::NodeProto& node) {
    try {
        const std::string input = node.input_size() > 0 ? node.input(0) : "";
        const NodeShapes shapes{graph.shape(input).value_or(ModelShape{}),
                                typical.shape(input).value_or(ModelShape{})};
        CompileLayer layer = read_conv_transpose(graph, node, shapes);
        layer.note = note_of(node, fold_epilogue(graph, node, layer));
        return layer;
    } catch (const InputError& error) {
        throw InputError("ConvTranspose " + node_name(node) + ": " + error.what());
    }
}

bool has_inner_layers(const onnx::GraphProto& graph) {
    for (const auto& node : graph.node()) {
        for (const auto& entry : node.attribute()) {
            if (!entry.has_g()) continue;
            for (const auto& inner : entry.g().node()) {
                if (is_operator(inner, "ConvTranspose")) return true;
            }
            if (has_inner_layers(entry.g())) return true;
        }
    }
    return false;
}

std::vector<CompileLayer> read_layers_of(onnx::ModelProto model, const std::vector<std::string>& input_shapes,
                                         const std::filesystem::path& folder) {
    onnx::ModelProto typical_model = model;
    set_input_shapes(input_shapes, false, model);
    set_input_shapes(input_shapes, true, typical_model);
    infer_shapes(model);
    infer_shapes(typical_model);
    const Graph graph(model, folder);
    const Graph typical(typical_model, folder);
    std::vector<CompileLayer> layers;
    for (const auto& node : graph.nodes()) {
        if (is_operator(node, "ConvTranspose")) layers.push_back(read_layer(graph, typical, node));
    }
    if (has_inner_layers(model.graph())) {
        throw InputError("has a ConvTranspose within If, Loop or Scan, which is not read");
    }
    if (layers.empty()) throw InputError("has no ConvTranspose");
    return layers;
}

}  // namespace

std::vector<CompileLayer> read_onnx(const std::filesystem::path& path,
                                    const std::vector<std::string>& input_shapes) {
    onnx::ModelProto model = load_model(path);
    try {
        return read_layers_of(std::move(model), input_shapes, path.parent_path());
    } catch (const InputError& error) {
        throw InputError(path.string() + ": " + error.what());
    }
}

}  // namespace convt::tools
