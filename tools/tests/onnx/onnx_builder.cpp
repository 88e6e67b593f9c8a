#include "onnx/onnx_builder.hpp"

namespace convt::tools::test {
namespace {

onnx::AttributeProto& new_attribute(onnx::NodeProto& node, const std::string& name,
                                    onnx::AttributeProto::AttributeType type) {
    onnx::AttributeProto& entry = *node.add_attribute();
    entry.set_name(name);
    entry.set_type(type);
    return entry;
}

void fill(onnx::TensorProto& tensor, const OnnxBuilder::Shape& shape, const std::vector<float>& values) {
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t extent : shape) tensor.add_dims(extent);
    for (const float value : values) tensor.add_float_data(value);
}

}  // namespace

OnnxBuilder::OnnxBuilder(std::int64_t opset) {
    model_.set_ir_version(8);
    onnx::OperatorSetIdProto& import = *model_.add_opset_import();
    import.set_domain("");
    import.set_version(opset);
    model_.mutable_graph()->set_name("test");
}

void OnnxBuilder::add_input(const std::string& name, const Shape& shape, int type) {
    onnx::ValueInfoProto& input = *model_.mutable_graph()->add_input();
    input.set_name(name);
    auto& tensor = *input.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    for (const std::int64_t extent : shape) {
        auto& dimension = *tensor.mutable_shape()->add_dim();
        if (extent >= 0) dimension.set_dim_value(extent);
    }
}

void OnnxBuilder::add_output(const std::string& name, int type) {
    onnx::ValueInfoProto& output = *model_.mutable_graph()->add_output();
    output.set_name(name);
    output.mutable_type()->mutable_tensor_type()->set_elem_type(type);
}

onnx::TensorProto& OnnxBuilder::add_initializer(const std::string& name, const Shape& shape,
                                                const std::vector<float>& values) {
    onnx::TensorProto& tensor = *model_.mutable_graph()->add_initializer();
    tensor.set_name(name);
    fill(tensor, shape, values);
    return tensor;
}

onnx::NodeProto& OnnxBuilder::add_node(const std::string& type, const std::vector<std::string>& inputs,
                                       const std::string& output) {
    onnx::NodeProto& node = *model_.mutable_graph()->add_node();
    node = make_node(type, inputs, output);
    return node;
}

void OnnxBuilder::add_constant(const std::string& name, const Shape& shape,
                               const std::vector<float>& values) {
    onnx::NodeProto& node = add_node("Constant", {}, name);
    fill(*new_attribute(node, "value", onnx::AttributeProto::TENSOR).mutable_t(), shape, values);
}

void OnnxBuilder::add_constant(const std::string& name, const Shape& values) {
    onnx::NodeProto& node = add_node("Constant", {}, name);
    onnx::TensorProto& tensor = *new_attribute(node, "value", onnx::AttributeProto::TENSOR).mutable_t();
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    for (const std::int64_t value : values) tensor.add_int64_data(value);
}

onnx::NodeProto make_node(const std::string& type, const std::vector<std::string>& inputs,
                          const std::string& output) {
    onnx::NodeProto node;
    node.set_op_type(type);
    node.set_name(type + "_" + output);
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(output);
    return node;
}

void set_attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
    new_attribute(node, name, onnx::AttributeProto::INT).set_i(value);
}

void set_attribute(onnx::NodeProto& node, const std::string& name, float value) {
    new_attribute(node, name, onnx::AttributeProto::FLOAT).set_f(value);
}

void set_attribute(onnx::NodeProto& node, const std::string& name, const std::string& value) {
    new_attribute(node, name, onnx::AttributeProto::STRING).set_s(value);
}

void set_attribute(onnx::NodeProto& node, const std::string& name, const OnnxBuilder::Shape& values) {
    onnx::AttributeProto& entry = new_attribute(node, name, onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) entry.add_ints(value);
}

}  // namespace convt::tools::test
