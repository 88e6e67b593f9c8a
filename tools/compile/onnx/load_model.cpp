#include "compile/onnx/load_model.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>

#include "support/files/input_file.hpp"
#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

/// Puts the sizes of one text into one input.
void set_shape(const std::string& text, const std::vector<std::string>& sizes, bool typical,
               onnx::ValueInfoProto& input) {
    auto& shape = *input.mutable_type()->mutable_tensor_type()->mutable_shape();
    if (shape.dim_size() > 0 && shape.dim_size() != static_cast<int>(sizes.size())) {
        throw InputError("--input-shape is '" + text + "'; the input has " +
                         std::to_string(shape.dim_size()) + " dimensions");
    }
    for (std::size_t d = 0; d < sizes.size(); ++d) {
        if (shape.dim_size() <= static_cast<int>(d)) shape.add_dim();
        auto& dimension = *shape.mutable_dim(static_cast<int>(d));
        const bool open = sizes[d].starts_with('?');
        if (open) dimension.Clear();
        if (open && (!typical || sizes[d].size() == 1)) continue;
        dimension.set_dim_value(parse_integer("--input-shape", sizes[d].substr(open ? 1 : 0)));
    }
}

/// Whether a graph states a constant for one of its inputs, as old models do.
bool is_initializer(const onnx::GraphProto& graph, const std::string& name) {
    const auto& constants = graph.initializer();
    return std::any_of(constants.begin(), constants.end(),
                       [&](const auto& constant) { return constant.name() == name; });
}

std::vector<std::string> input_names(const onnx::GraphProto& graph) {
    std::vector<std::string> names;
    for (const auto& input : graph.input()) {
        if (!is_initializer(graph, input.name())) names.push_back(input.name());
    }
    return names;
}

/// Inputs with their sizes, as --input-shape takes them: "x=?x3x640x640".
std::vector<std::string> input_texts(const onnx::GraphProto& graph) {
    std::vector<std::string> texts;
    for (const auto& input : graph.input()) {
        if (is_initializer(graph, input.name())) continue;
        std::string text;
        for (const auto& dimension : input.type().tensor_type().shape().dim()) {
            text += (text.empty() ? "=" : "x") +
                    (dimension.has_dim_value() ? std::to_string(dimension.dim_value()) : "?");
        }
        texts.push_back(input.name() + text);
    }
    return texts;
}

}  // namespace

onnx::ModelProto load_model(const std::filesystem::path& path) {
    const std::string name = path.string();
    const InputFile file(path);
    if (file.size() > INT32_MAX) throw InputError(name + " is larger than 2 GiB, which ONNX files cannot be");
    const std::string bytes = file.read(0, file.size());
    // Its own messages would be lines beside ours.
    google::protobuf::SetLogHandler(nullptr);
    onnx::ModelProto model;
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                  static_cast<int>(bytes.size()));
    if (!model.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage()) {
        throw InputError(name + " is no ONNX file, or is cut short");
    }
    if (model.ir_version() >= 3 && model.opset_import_size() == 0) {
        throw InputError(name + " states no opset, as a model that is cut short does");
    }
    if (!model.has_graph() || model.graph().node_size() == 0) throw InputError(name + " has no graph");
    return model;
}

void set_input_shapes(const std::vector<std::string>& texts, bool typical, onnx::ModelProto& model) {
    for (const std::string& text : texts) {
        const std::size_t equals = text.rfind('=');
        const std::string name = text.substr(0, equals == std::string::npos ? 0 : equals);
        bool found = false;
        for (auto& input : *model.mutable_graph()->mutable_input()) {
            if (name.empty() || input.name() != name) continue;
            set_shape(text, split(text.substr(equals + 1), 'x'), typical, input);
            found = true;
        }
        if (!found) {
            throw InputError("--input-shape is '" + text +
                             "'; it must be NAME=SIZExSIZE… with an input of the model, which has " +
                             listed(input_texts(model.graph())) + nearest(name, input_names(model.graph())));
        }
    }
}

}  // namespace convt::tools
