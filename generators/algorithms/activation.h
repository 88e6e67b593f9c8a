#pragma once

#include <limits>

#include "Halide.h"

namespace convt::generators {

/// True of the slope and bounds that change nothing. A path of its own for it pays for depthwise tiles alone:
/// others have the few operations beside their products, and were no faster with a branch (Zen 1,
/// 2026-11-27). Strict: LLVM may otherwise assume that nothing is infinite, and drop that path.
inline Halide::Expr is_identity(const Halide::Expr& alpha, const Halide::Expr& lower,
                                const Halide::Expr& upper) {
    const auto constant = [&](double value) { return Halide::Internal::make_const(alpha.type(), value); };
    const double infinity = std::numeric_limits<double>::infinity();
    return Halide::strict_float(alpha == constant(1.0) && lower == constant(-infinity) &&
                                upper == constant(infinity));
}

/// leaky relu, then clamp. Written so that NaN fails every comparison and passes through.
inline Halide::Expr leaky_clamp(const Halide::Expr& value, const Halide::Expr& alpha,
                                const Halide::Expr& lower, const Halide::Expr& upper) {
    const Halide::Expr zero = Halide::Internal::make_zero(value.type());
    const Halide::Expr leaky = Halide::select(value < zero, value * alpha, value);
    const Halide::Expr above = Halide::select(leaky < lower, lower, leaky);
    return Halide::strict_float(Halide::select(above > upper, upper, above));
}

}  // namespace convt::generators
