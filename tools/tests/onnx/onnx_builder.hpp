#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compile/onnx/proto.hpp"

namespace convt::tools::test {

/// Puts an ONNX model together.
class OnnxBuilder {
public:
    using Shape = std::vector<std::int64_t>;

    explicit OnnxBuilder(std::int64_t opset = 17);

    /// An input or output of the model; sizes of -1 are open, and an empty shape is not stated.
    void add_input(const std::string& name, const Shape& shape, int type = onnx::TensorProto::FLOAT);
    void add_output(const std::string& name, int type = onnx::TensorProto::FLOAT);
    /// A tensor that belongs to the model; the caller may change how it is kept.
    onnx::TensorProto& add_initializer(const std::string& name, const Shape& shape,
                                       const std::vector<float>& values);
    onnx::NodeProto& add_node(const std::string& type, const std::vector<std::string>& inputs,
                              const std::string& output);
    /// A Constant node.
    void add_constant(const std::string& name, const Shape& shape, const std::vector<float>& values);
    void add_constant(const std::string& name, const Shape& values);

    /// What the functions above do not reach.
    [[nodiscard]] onnx::ModelProto& model() { return model_; }
    [[nodiscard]] std::string bytes() const { return model_.SerializeAsString(); }

private:
    onnx::ModelProto model_;
};

/// A node of a function or of a graph within a node.
onnx::NodeProto make_node(const std::string& type, const std::vector<std::string>& inputs,
                          const std::string& output);

void set_attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value);
void set_attribute(onnx::NodeProto& node, const std::string& name, float value);
void set_attribute(onnx::NodeProto& node, const std::string& name, const std::string& value);
void set_attribute(onnx::NodeProto& node, const std::string& name, const OnnxBuilder::Shape& values);

}  // namespace convt::tools::test
