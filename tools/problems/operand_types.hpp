#pragma once

#include "problems/problem.hpp"

namespace convt::tools {

/// The element type of a problem whose inputs and kernel are of these types. Throws InputError where that
/// has to be stated.
[[nodiscard]] DType common_type(DType inputs, DType kernel);

/// Throws InputError unless files hold what the descriptor's type is made of: floats, which are rounded to a
/// type of floats; integers of that very type beside a kernel of int8.
void check_operand_types(const Problem& problem);

/// Quantization::bias_dtype for a bias of a type beside inputs of another. Throws InputError where there is
/// none.
[[nodiscard]] DType bias_type(DType bias, DType inputs);

}  // namespace convt::tools
