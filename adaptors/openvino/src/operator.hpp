#pragma once

#include <memory>
#include <openvino/op/op.hpp>

#include "attributes.hpp"
#include "layers.hpp"

namespace convt::openvino {

/// A transposed convolution of float32 with its bias and activation: inputs (batch, channels, spatial…),
/// weights (in, out / groups, spatial…) and, if there is one, bias (out).
class ConvTranspose : public ov::op::Op {
public:
    OPENVINO_OP("ConvtConvTranspose", "convt");

    ConvTranspose() = default;
    ConvTranspose(const ov::OutputVector& arguments, Attributes attributes);

    bool visit_attributes(ov::AttributeVisitor& visitor) override;
    void validate_and_infer_types() override;
    [[nodiscard]] std::shared_ptr<ov::Node> clone_with_new_inputs(
        const ov::OutputVector& arguments) const override;
    [[nodiscard]] bool has_evaluate() const override { return true; }
    bool evaluate(ov::TensorVector& outputs, const ov::TensorVector& inputs) const override;

private:
    /// The weights' values where they are a constant of the model, else null.
    [[nodiscard]] const void* constant_weights() const;

    Attributes attributes_;
    mutable Layers layers_;
};

/// How many nodes convt has computed in this process.
[[nodiscard]] std::int64_t runs() noexcept;

}  // namespace convt::openvino
