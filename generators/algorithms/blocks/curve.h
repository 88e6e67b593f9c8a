#pragma once

#include "Halide.h"

namespace convt::generators {

/// tanh (of the truth of `is_tanh`) or sigmoid of a value, of Float(32) or Float(64). NaN stays NaN.
///
/// Within 4·10⁻⁷ of the exact value in Float(32), 10⁻¹⁵ in Float(64), where tanh has as many relative digits
/// near 0 (docs/numerics.md). Calls nothing: Halide's exp of a double would be a call of the C library.
Halide::Expr curve(const Halide::Expr& value, const Halide::Expr& is_tanh);

/// value · min(max(value / 6 + 1/2, 0), 1), exact from 3 on and up to -3, within 4 roundings of the exact
/// value between. -infinity gives NaN, as 0 times infinity is.
Halide::Expr hard_swish(const Halide::Expr& value);

/// The curve of every value of a buffer, in its place.
struct Activate {
    /// @param kind  a contract::Curve
    Activate(Halide::Func values, const Halide::Expr& kind, const Halide::Type& type);
    Halide::Var x{"x"}, y{"y"}, z{"z"};
    Halide::Func values;
    Halide::Type type;
    Halide::Expr is_hard_swish;
};

}  // namespace convt::generators
