#pragma once

#include "compile/onnx/constants/call.hpp"

namespace convt::tools {

/// The operators of ONNX that are evaluated. Each returns its outputs, of which the last optional ones may
/// be left out.
[[nodiscard]] const OperatorTable& operator_table();

/// Parts of the table.
void add_unary_operators(OperatorTable& table);  ///< element by element: Sqrt, Neg, Sigmoid, …
void add_arithmetic_operators(
    OperatorTable& table);  ///< with broadcasting: Add, Pow, Max, Equal, Where, Clip, …
void add_conversion_operators(OperatorTable& table);  ///< Cast, CastLike, QuantizeLinear, DequantizeLinear
void add_layout_operators(OperatorTable& table);      ///< moves no values: Reshape, Squeeze, Identity, …
void add_move_operators(OperatorTable& table);        ///< Transpose, Expand, Concat, Split, Slice, Pad, …
void add_gather_operators(OperatorTable& table);      ///< Gather, GatherElements, GatherND, ScatterND
void add_reduce_operators(OperatorTable& table);      ///< ReduceSum, ReduceL2, …
void add_normalize_operators(OperatorTable& table);   ///< Softmax, LpNormalization, CumSum, …
void add_matrix_operators(OperatorTable& table);      ///< MatMul, Gemm, Einsum
void add_source_operators(OperatorTable& table);  ///< Constant, ConstantOfShape, Range, Shape, Size, EyeLike

/// a ∘ b with broadcasting, in the type of `a`; each value is rounded to it.
[[nodiscard]] Constant broadcast_reals(const Call& call, const Constant& a, const Constant& b,
                                       const std::function<double(double, double)>& operation);

}  // namespace convt::tools
