#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compile/onnx/attributes.hpp"
#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// Sizes of a tensor as far as a model states them; absent ones are open.
using ModelShape = std::vector<std::optional<std::int64_t>>;

/// A model's graph with what joins its nodes. Borrows from the model.
class Graph {
public:
    /// @param path  of the model's file
    /// Throws InputError when a value is made twice or depends on itself.
    Graph(const onnx::ModelProto& model, std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const google::protobuf::RepeatedPtrField<onnx::NodeProto>& nodes() const;
    /// Version of ONNX's own operators.
    [[nodiscard]] std::int64_t opset() const { return opset_; }

    /// The node that makes a value, or null.
    [[nodiscard]] const onnx::NodeProto* producer(const std::string& value) const;
    /// The only node that reads a value, or null when it has other readers or is an output of the model.
    [[nodiscard]] const onnx::NodeProto* only_reader(const std::string& value) const;
    /// All nodes that read a value, each as often as it does; null stands for an output of the model.
    [[nodiscard]] std::vector<const onnx::NodeProto*> readers(const std::string& value) const;
    /// The initializer of that name, or null.
    [[nodiscard]] const onnx::TensorProto* initializer(const std::string& value) const;
    /// True when the value is an input of the model or of a body.
    [[nodiscard]] bool is_input(const std::string& value) const { return inputs_.count(value) > 0; }
    /// The shape of a value, when the model or inference states one.
    [[nodiscard]] std::optional<ModelShape> shape(const std::string& value) const;
    /// The type of a value's elements, 0 when none is stated.
    [[nodiscard]] int element_type(const std::string& value) const;
    /// Values of this graph that a node reads: its inputs, and what the graphs within it read by name.
    [[nodiscard]] std::vector<std::string> reads(const onnx::NodeProto& node) const;

private:
    void index_values();
    void index_readers(const onnx::NodeProto& node);
    void require_order() const;
    void add_inner_reads(const onnx::NodeProto& node, std::vector<std::string>& values) const;

    const onnx::GraphProto& graph_;
    std::filesystem::path path_;
    std::int64_t opset_ = 1;
    std::map<std::string, const onnx::NodeProto*> producers_;
    std::map<std::string, std::vector<const onnx::NodeProto*>> readers_;
    std::map<std::string, const onnx::TensorProto*> initializers_;
    std::map<std::string, const onnx::TypeProto*> types_;
    std::set<std::string> inputs_;
};

}  // namespace convt::tools
