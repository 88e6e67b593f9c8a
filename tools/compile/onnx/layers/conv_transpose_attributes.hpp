#pragma once

#include <string>

#include "compile/onnx/attributes.hpp"
#include "compile/onnx/constants/constant.hpp"

namespace convt::tools {

/// Attributes of a ConvTranspose, each value in its range.
struct ConvTransposeAttributes {
    std::string auto_pad;
    std::int64_t group = 1;
    Shape kernel_shape;  ///< empty when not stated
    Shape strides, dilations, output_padding;
    Shape output_shape;  ///< spatial sizes; empty when not stated
    Shape pads;          ///< all begins, then all ends
};

/// Reads and checks them for `rank` spatial dimensions. Throws InputError for an attribute that the operator
/// does not have, one of another type, another number of values, or a value out of range.
[[nodiscard]] ConvTransposeAttributes read_attributes(const onnx::NodeProto& node, std::size_t rank);

/// The same rules for pads that come as an input.
void check_pads(const Shape& pads, std::size_t rank);

}  // namespace convt::tools
