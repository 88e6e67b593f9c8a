#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compile/onnx/constant.hpp"
#include "compile/onnx/graph.hpp"

namespace convt::tools {

/// The output of an operator whose inputs are all constants; absent optional inputs are empty. Nothing for an
/// operator that is not folded. Throws InputError.
[[nodiscard]] std::optional<Constant> apply_operator(const onnx::NodeProto& node,
                                                     const std::vector<std::optional<Constant>>& inputs,
                                                     std::int64_t opset);

/// Operators that move values without changing them: Reshape, Transpose, Squeeze, Unsqueeze, Flatten, Expand.
[[nodiscard]] std::optional<Constant> apply_layout_operator(
    const onnx::NodeProto& node, const std::vector<std::optional<Constant>>& inputs);

/// a ∘ b with ONNX's (NumPy's) broadcasting. Throws InputError when the shapes do not fit.
[[nodiscard]] Constant broadcast(const Constant& a, const Constant& b,
                                 const std::function<double(double, double)>& operation);

/// The axis counted from the front; throws InputError when the rank has none such.
[[nodiscard]] std::size_t normal_axis(std::int64_t axis, std::size_t rank);

}  // namespace convt::tools
