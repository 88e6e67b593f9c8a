#pragma once

#include "Halide.h"

namespace convt::generators {

/// tanh (of the truth of `is_tanh`) or sigmoid of a value, of Float(32) or Float(64). NaN stays NaN.
///
/// Within 4·10⁻⁷ of the exact value in Float(32), 10⁻¹⁵ in Float(64), where tanh has as many relative digits
/// near 0 (docs/numerics.md). Calls nothing: Halide's exp of a double would be a call of the C library.
Halide::Expr curve(const Halide::Expr& value, const Halide::Expr& is_tanh);

/// The curve of every value of a buffer, in its place.
struct Activate {
    Activate(Halide::Func values, const Halide::Expr& is_tanh, const Halide::Type& type);
    Halide::Var x{"x"}, y{"y"}, z{"z"};
    Halide::Func values;
    Halide::Type type;
};

}  // namespace convt::generators
