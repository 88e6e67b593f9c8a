#include "operator.hpp"

#include <atomic>
#include <openvino/op/constant.hpp>
#include <utility>

#include "workspaces.hpp"

namespace convt::openvino {
namespace {

std::atomic<std::int64_t> finished_runs{0};

ov::Dimension size_of(const Attributes& attributes, std::size_t axis, const ov::Dimension& inputs,
                      const ov::Dimension& kernel) {
    if (inputs.is_dynamic() || kernel.is_dynamic()) return ov::Dimension::dynamic();
    return {attributes.output_size(axis, inputs.get_length(), kernel.get_length())};
}

ov::Shape shape_of(const ConvTransposeDesc& desc) {
    const std::vector<std::int64_t> sizes = outputs_shape(desc);
    return {sizes.begin(), sizes.end()};
}

}  // namespace

ConvTranspose::ConvTranspose(const ov::OutputVector& arguments, Attributes attributes)
    : Op(arguments), attributes_(std::move(attributes)) {
    constructor_validate_and_infer_types();
}

bool ConvTranspose::visit_attributes(ov::AttributeVisitor& visitor) {
    attributes_.visit(visitor);
    return true;
}

void ConvTranspose::validate_and_infer_types() {
    NODE_VALIDATION_CHECK(this, get_input_size() == 2 || get_input_size() == 3,
                          "it takes inputs, weights and a bias");
    for (std::size_t i = 0; i < get_input_size(); ++i) {
        NODE_VALIDATION_CHECK(this, get_input_element_type(i) == ov::element::f32, "it takes float32 alone");
    }
    const ov::PartialShape &inputs = get_input_partial_shape(0), &weights = get_input_partial_shape(1);
    const std::size_t rank = attributes_.strides.size();
    if (inputs.is_static() && weights.is_static()) {
        set_output_type(0, ov::element::f32,
                        shape_of(attributes_.describe(inputs.to_shape(), weights.to_shape())));
        return;
    }
    ov::PartialShape outputs = ov::PartialShape::dynamic(static_cast<ov::Dimension::value_type>(rank + 2));
    if (inputs.rank() == outputs.rank() && weights.rank() == outputs.rank()) {
        outputs[0] = inputs[0];
        outputs[1] = weights[1] * ov::Dimension(attributes_.groups);
        for (std::size_t d = 0; d < rank; ++d)
            outputs[d + 2] = size_of(attributes_, d, inputs[d + 2], weights[d + 2]);
    }
    set_output_type(0, ov::element::f32, outputs);
}

std::shared_ptr<ov::Node> ConvTranspose::clone_with_new_inputs(const ov::OutputVector& arguments) const {
    return std::make_shared<ConvTranspose>(arguments, attributes_);
}

const void* ConvTranspose::constant_weights() const {
    const auto constant = ov::as_type_ptr<ov::op::v0::Constant>(get_input_node_shared_ptr(1));
    return constant == nullptr ? nullptr : constant->get_data_ptr();
}

bool ConvTranspose::evaluate(ov::TensorVector& outputs, const ov::TensorVector& inputs) const {
    const auto layer =
        layers_.find(attributes_, inputs[0].get_shape(), inputs[1].get_shape(), constant_weights());
    const Plan& plan = layer->plan;
    const void* const bias = inputs.size() > 2 ? inputs[2].data() : nullptr;
    OPENVINO_ASSERT(
        bias == nullptr || inputs[2].get_size() == static_cast<std::size_t>(plan.desc().out_channels),
        "convt: the bias must have one value for each output channel");
    outputs[0].set_shape(shape_of(plan.desc()));
    BorrowedWorkspace workspace;
    Status status;
    if (layer->packed != nullptr) {
        status = plan.run(inputs[0].data(), *layer->packed, bias, outputs[0].data(), workspace->context);
    } else {
        const std::size_t bytes = plan.unpacked_bytes(KernelOrder::pytorch);
        status = plan.run_unpacked(inputs[0].data(), inputs[1].data(), KernelOrder::pytorch, bias,
                                   outputs[0].data(), workspace->reserve(bytes), bytes, workspace->context);
    }
    OPENVINO_ASSERT(status.ok(), "convt: ", status.message());
    finished_runs.fetch_add(1);
    return true;
}

std::int64_t runs() noexcept {
    return finished_runs.load();
}

}  // namespace convt::openvino
