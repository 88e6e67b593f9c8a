#pragma once

#include <cstdint>
#include <openvino/core/attribute_visitor.hpp>
#include <openvino/core/shape.hpp>
#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::openvino {

/// What a node states beside its tensors. Vectors have a value for each spatial axis; pads are cut off the
/// outputs.
struct Attributes {
    std::vector<std::int64_t> strides, dilations, pads_begin, pads_end, output_padding;
    std::int64_t groups = 1;
    /// "none", "relu", "leaky_relu", "tanh", "sigmoid", "clamp" or "hard_swish".
    std::string activation = "none";
    double alpha = 0, min = 0, max = 0;

    void visit(ov::AttributeVisitor& visitor);

    /// Size of an axis of outputs.
    [[nodiscard]] std::int64_t output_size(std::size_t axis, std::int64_t inputs, std::int64_t kernel) const;
    /// The problem for inputs (batch, channels, spatial…) and weights (in, out / groups, spatial…). Throws
    /// what OpenVINO's own operators throw.
    [[nodiscard]] ConvTransposeDesc describe(const ov::Shape& inputs, const ov::Shape& weights) const;
};

}  // namespace convt::openvino
