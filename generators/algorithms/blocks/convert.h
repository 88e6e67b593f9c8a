#pragma once

#include "Halide.h"

namespace convt::generators {

/// The values of float16 or bfloat16 elements, given by their bits, as floats: exact. NaN stays NaN.
///
/// @param converts  whether the target has an instruction for float16
Halide::Expr widened(const Halide::Expr& bits, const Halide::Type& type, bool converts);

/// The bits of floats rounded to float16 or bfloat16: to nearest even, once. NaN stays NaN, which Halide's
/// own casts to bfloat16, and those to float16 that it emulates, do not keep.
Halide::Expr narrowed(const Halide::Expr& value, const Halide::Type& type, bool converts);

}  // namespace convt::generators
