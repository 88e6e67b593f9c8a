#include "compile/onnx/layers/fold_epilogue.hpp"

#include <optional>

#include "compile/onnx/layers/activation_node.hpp"
#include "compile/onnx/layers/hard_swish_nodes.hpp"
#include "compile/onnx/layers/scaling_node.hpp"

namespace convt::tools {

bool passes_through(const onnx::NodeProto& node) {
    return node.op_type() == "Identity" || (node.op_type() == "Dropout" && node.input_size() < 3);
}

Epilogue fold_epilogue(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                       CompileLayer& layer) {
    Epilogue epilogue{{}, node.output(0), {}};
    if (!layer.weights) return epilogue;
    std::optional<ChannelScaling> scaling;
    if (!layer.bias_is_argument) scaling.emplace(layer);
    bool activated = false;
    while (!activated) {
        if (const HardSwishNodes found = find_hard_swish(graph, constants, epilogue.output);
            !found.nodes.empty()) {
            for (const onnx::NodeProto* part : found.nodes) epilogue.folded.push_back(node_name(*part));
            epilogue.output = found.output;
            layer.desc.activation = Activation::hard_swish;
            break;
        }
        const onnx::NodeProto* next = graph.only_reader(epilogue.output);
        if (next == nullptr || !is_onnx_domain(next->domain()) || next->output_size() == 0) break;
        Folded folded{passes_through(*next), {}};
        if (!folded.done) {
            folded =
                fold_activation(graph, constants, *next, epilogue.output, layer.desc, layer.weights->slopes);
            if (!folded.done && folded.reason.empty()) {
                folded = fold_scaling(graph, constants, *next, epilogue.output, layer.desc,
                                      scaling ? &*scaling : nullptr);
            }
            activated = layer.desc.activation != Activation::none;
        }
        if (!folded.reason.empty()) epilogue.stopped = node_text(*next) + ": " + folded.reason;
        if (!folded.done) break;
        epilogue.folded.push_back(node_name(*next));
        epilogue.output = next->output(0);
    }
    if (scaling) scaling->apply(layer);
    return epilogue;
}

}  // namespace convt::tools
