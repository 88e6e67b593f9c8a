#include "compile/onnx/read_onnx.hpp"

#include "compile/layers/convert_layer.hpp"
#include "compile/onnx/flatten/inline_functions.hpp"
#include "compile/onnx/flatten/lifted_bodies.hpp"
#include "compile/onnx/layers/conv_transpose_node.hpp"
#include "compile/onnx/layers/fold_epilogue.hpp"
#include "compile/onnx/layers/quantized_layer.hpp"
#include "compile/onnx/load_model.hpp"
#include "support/input_error.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

std::string note_of(const std::string& input, const Epilogue& epilogue,
                    const std::vector<std::string>& remarks) {
    std::string note = "Computes '" + epilogue.output + "' from '" + input + "'";
    for (std::size_t i = 0; i < epilogue.folded.size(); ++i) {
        note += (i == 0 ? ", with " : ", ") + epilogue.folded[i];
    }
    note += epilogue.folded.empty() ? "." : " folded in.";
    for (const std::string& remark : remarks) note += " " + remark;
    return note;
}

/// Reads the nodes of one model, one after the other.
class Reader {
public:
    Reader(const Graph& graph, const Graph& typical, const OnnxRequest& request)
        : graph_(graph),
          typical_(typical),
          filter_(request.filter),
          dtype_(request.dtype),
          constants_(graph) {}

    OnnxLayers run() {
        for (const auto& node : graph_.nodes()) read(node);
        if (found_ == 0) throw InputError("has no ConvTranspose");
        if (asked_ == 0) {
            throw InputError("has no ConvTranspose with a name that --layers asks for; it has " +
                             listed(names_));
        }
        if (result_.layers.empty()) {
            const std::string more = asked_ > 1 ? ", and " + std::to_string(asked_ - 1) + " more" : "";
            throw InputError(first_error_ + more);
        }
        return std::move(result_);
    }

private:
    void read(const onnx::NodeProto& node) {
        const bool readable = is_conv_transpose(node);
        if (!readable && node.op_type().find("ConvTranspose") == std::string::npos) return;
        ++found_;
        names_.push_back(node_name(node));
        if (!filter_.takes(node_name(node))) return;
        ++asked_;
        try {
            if (!readable) throw InputError("is an operator that is not read");
            read_layer(node);
        } catch (const InputError& error) {
            leave_out(node, error.what());
        }
        constants_.forget();
    }

    void read_layer(const onnx::NodeProto& node) {
        const std::string input = node.input_size() > 0 ? node.input(0) : "";
        const NodeShapes shapes{graph_.shape(input).value_or(ModelShape{}),
                                typical_.shape(input).value_or(ModelShape{})};
        std::vector<std::string> remarks;
        CompileLayer layer = read_conv_transpose(graph_, constants_, node, shapes, remarks);
        if (dtype_) convert_layer(layer, *dtype_, remarks);
        QuantizedNode quantized;
        if (!dtype_) quantized = fold_quantization(graph_, constants_, node, layer);
        if (!quantized.stopped.empty()) remarks.push_back("Stays in floats: " + quantized.stopped + ".");
        const Epilogue epilogue =
            quantized.done ? quantized.epilogue : fold_epilogue(graph_, constants_, node, layer);
        if (!epilogue.stopped.empty()) remarks.push_back("Not folded in: " + epilogue.stopped + ".");
        layer.note = note_of(quantized.done ? quantized.input : input, epilogue, remarks);
        for (const std::string& remark : remarks) {
            result_.remarks.push_back("ConvTranspose " + node_name(node) + ": " + remark);
        }
        result_.layers.push_back(std::move(layer));
    }

    void leave_out(const onnx::NodeProto& node, const std::string& reason) {
        const bool plain = is_operator(node, "ConvTranspose");
        const std::string what = plain ? "ConvTranspose " + node_name(node) + ":" : node_text(node);
        const std::string error = what + " " + reason;
        if (filter_.states_some()) throw InputError(error);
        if (first_error_.empty()) first_error_ = error;
        result_.remarks.push_back("Left out: " + error);
    }

    const Graph& graph_;
    const Graph& typical_;
    const LayerFilter& filter_;
    std::optional<DType> dtype_;
    ConstantFolder constants_;
    OnnxLayers result_;
    std::string first_error_;
    std::vector<std::string> names_;
    int found_ = 0, asked_ = 0;
};

OnnxLayers read_layers_of(onnx::ModelProto model, const OnnxRequest& request,
                          const std::filesystem::path& path) {
    inline_functions(model);
    lift_bodies(*model.mutable_graph());
    // Values that are made twice, or depend on themselves, are found before anything follows them.
    { const Graph checked(model, path); }
    onnx::ModelProto typical_model = model;
    set_input_shapes(request.input_shapes, false, model);
    set_input_shapes(request.input_shapes, true, typical_model);
    infer_shapes(model);
    infer_shapes(typical_model);
    const Graph graph(model, path);
    const Graph typical(typical_model, path);
    return Reader(graph, typical, request).run();
}

}  // namespace

OnnxLayers read_onnx(const std::filesystem::path& path, const OnnxRequest& request) {
    onnx::ModelProto model = load_model(path);
    try {
        OnnxLayers read = read_layers_of(std::move(model), request, path);
        for (std::string& remark : read.remarks) remark = path.string() + ": " + remark;
        return read;
    } catch (const InputError& error) {
        throw InputError(path.string() + ": " + error.what());
    }
}

}  // namespace convt::tools
