#include "algorithms/blocks/curve.h"

#include <cmath>
#include <cstdint>

#include "contract/kernel_contract.h"

namespace convt::generators {
namespace {

using contract::Curve;
using Halide::Expr;

/// tanh(v) = 2 sigmoid(2v) - 1 loses relative accuracy near 0, where the odd series takes over.
Expr curve_of_float(const Expr& v, const Expr& is_tanh) {
    const Expr square = v * v;
    const Expr series = v * (1.0F + square * (-1.0F / 3 + square * (2.0F / 15 + square * (-17.0F / 315))));
    const Expr bounded = Halide::clamp(Halide::select(is_tanh, 2.0F * v, v), -88.0F, 88.0F);
    const Expr sigmoid = 1.0F / (1.0F + Halide::exp(-bounded));
    const Expr tanh = Halide::select(Halide::abs(v) < 0.2F, series, 2.0F * sigmoid - 1.0F);
    return Halide::select(is_tanh, tanh, sigmoid);
}

/// A constant of Float(64), which Halide wants to be said.
Expr wide(double value) {
    return Expr(value);
}

/// e^x as 2^n · (1 + rest), for -708 <= x <= 0, where 2^n is no denormal.
struct Exponential {
    Expr power;  ///< 2^n
    Expr rest;   ///< e^r - 1 with r = x - n·ln 2, |r| <= ln 2 / 2
};

/// ln 2 in two parts, of which the first has so few digits that its product with n is exact. Strict: the
/// parts must not be added up before they are subtracted.
Exponential exponential(const Expr& x) {
    constexpr double kLog2E = 1.44269504088896340736;
    constexpr double kLn2High = 0x1.62e42fee00000p-1, kLn2Low = 0x1.a39ef35793c76p-33;
    const Expr n = Halide::floor(x * wide(kLog2E) + wide(0.5));
    const Expr r = Halide::strict_float(Halide::strict_float(x - n * wide(kLn2High)) - n * wide(kLn2Low));
    // Taylor's series: its next term is 4·10⁻¹⁸ of e^r at most.
    constexpr int kTerms = 13;
    double factorial = std::tgamma(kTerms + 1.0);
    Expr series = wide(1.0 / factorial);
    for (int k = kTerms - 1; k >= 1; --k) {
        factorial /= k + 1;
        series = series * r + wide(1.0 / factorial);
    }
    // By way of 32 bits, which vector units convert a double to.
    const Expr exponent = Halide::cast<std::int64_t>(Halide::cast<std::int32_t>(n)) + 1023;
    return {Halide::reinterpret<double>(exponent << 52), series * r};
}

/// With x = -|v| for sigmoid and -2|v| for tanh: sigmoid(|v|) = 1 / (1 + e^x), tanh(|v|) = (1 - e^x) / (1 +
/// e^x). 1 - e^x = (1 - 2^n) - 2^n · rest keeps its relative accuracy near 0.
Expr curve_of_double(const Expr& v, const Expr& is_tanh) {
    constexpr double kSmallest = -708.0;
    const Expr size = Halide::abs(v), one = wide(1.0);
    const Expr x = Halide::max(Halide::select(is_tanh, wide(-2.0) * size, -size), wide(kSmallest));
    const Exponential e = exponential(x);
    const Expr power = e.power + e.power * e.rest;
    const Expr rest = Halide::strict_float((one - e.power) - e.power * e.rest);
    const Expr is_negative = v < wide(0.0);
    const Expr sigmoid = Halide::select(is_negative, power, one);
    const Expr result = Halide::select(is_tanh, rest, sigmoid) / (one + power);
    return Halide::select(is_tanh && is_negative, -result, result);
}

}  // namespace

Expr curve(const Expr& value, const Expr& is_tanh) {
    const bool wide = value.type().bits() == 64;
    const Expr result = wide ? curve_of_double(value, is_tanh) : curve_of_float(value, is_tanh);
    const Expr is_number = Halide::strict_float(value == value);
    return Halide::select(is_number, result, value);
}

/// (v + 3) / 6 keeps its relative accuracy near -3, where v / 6 + 1/2 would lose it. Strict: the clamp's 0
/// times infinity must be computed.
Expr hard_swish(const Expr& v) {
    const auto constant = [&](double value) { return Halide::Internal::make_const(v.type(), value); };
    const Expr part = (v + constant(3.0)) * constant(1.0 / 6.0);
    return Halide::strict_float(v * Halide::clamp(part, constant(0.0), constant(1.0)));
}

Activate::Activate(Halide::Func result, const Expr& kind, const Halide::Type& element_type)
    : values(result), type(element_type), is_hard_swish(kind == static_cast<int>(Curve::hard_swish)) {
    values(x, y, z) = Halide::undef(type);
    const Expr value = values(x, y, z);
    values(x, y, z) =
        Halide::select(is_hard_swish, hard_swish(value), curve(value, kind == static_cast<int>(Curve::tanh)));
}

}  // namespace convt::generators
