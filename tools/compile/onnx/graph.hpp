#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// Sizes of a tensor as far as a model states them; absent ones are open.
using ModelShape = std::vector<std::optional<std::int64_t>>;

/// A model's graph with what joins its nodes. Borrows from the model.
class Graph {
public:
    /// @param folder  of the model's file
    Graph(const onnx::ModelProto& model, std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] const google::protobuf::RepeatedPtrField<onnx::NodeProto>& nodes() const;
    /// Version of ONNX's own operators.
    [[nodiscard]] std::int64_t opset() const { return opset_; }

    /// The node that makes a value, or null.
    [[nodiscard]] const onnx::NodeProto* producer(const std::string& value) const;
    /// The only node that reads a value, or null when it has other readers or is an output of the model.
    [[nodiscard]] const onnx::NodeProto* only_reader(const std::string& value) const;
    /// The initializer of that name, or null.
    [[nodiscard]] const onnx::TensorProto* initializer(const std::string& value) const;
    /// The shape of a value, when the model or inference states one.
    [[nodiscard]] std::optional<ModelShape> shape(const std::string& value) const;

private:
    void index_values();

    const onnx::GraphProto& graph_;
    std::filesystem::path folder_;
    std::int64_t opset_ = 1;
    std::map<std::string, const onnx::NodeProto*> producers_;
    std::map<std::string, std::vector<const onnx::NodeProto*>> readers_;
    std::map<std::string, const onnx::TensorProto*> initializers_;
    std::map<std::string, const onnx::TypeProto*> types_;
};

/// True for an operator of ONNX itself.
[[nodiscard]] bool is_operator(const onnx::NodeProto& node, const std::string& type);

/// The attribute of that name, or null.
[[nodiscard]] const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const std::string& name);
/// Its value when it has the type asked for, else `otherwise`. Each throws InputError for another type.
[[nodiscard]] std::int64_t int_attribute(const onnx::NodeProto& node, const std::string& name,
                                         std::int64_t otherwise);
[[nodiscard]] float float_attribute(const onnx::NodeProto& node, const std::string& name, float otherwise);
[[nodiscard]] std::string string_attribute(const onnx::NodeProto& node, const std::string& name,
                                           const std::string& otherwise);
[[nodiscard]] std::vector<std::int64_t> ints_attribute(const onnx::NodeProto& node, const std::string& name);

/// "node 'up_0'" for messages: its name, or that of its first output.
[[nodiscard]] std::string node_name(const onnx::NodeProto& node);

}  // namespace convt::tools
