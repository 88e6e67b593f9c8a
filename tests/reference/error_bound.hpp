#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "convt/desc.hpp"

/// How far outputs may lie from the exact values, as docs/numerics.md states and explains. Nothing else in
/// the project has a bound of its own.
namespace convt::reference {

/// Half the distance from 1 to the next number of the type that sums are rounded to.
[[nodiscard]] inline double epsilon_of(DType dtype) {
    return dtype == DType::float64 ? 0x1p-53 : 0x1p-24;
}

/// What the approximations of tanh and sigmoid may add.
[[nodiscard]] inline double curve_error(DType dtype) {
    return dtype == DType::float64 ? 2e-15 : 4e-7;
}

/// The distance between subnormal numbers. Beside the bound, a product that is one may be off by so much.
[[nodiscard]] inline double subnormal_step(DType dtype) {
    return dtype == DType::float64 ? 0x1p-1074 : 0x1p-149;
}

/// So many of them a product in fast algorithms, which multiply what their products have lost.
inline constexpr double kFastSteps = 64;

/// What a fast algorithm may lose against direct sums, for the largest bound of any output of a layer.
inline constexpr double kFastFactor = 4;

/// The bound of a sum: c * eps * (|bias| + sum |x*w|), c = 2*sqrt(products) + 8.
///
/// @param magnitude |bias| + sum |x*w|
[[nodiscard]] inline double sum_bound(DType dtype, double magnitude, std::int64_t products) {
    return (2 * std::sqrt(static_cast<double>(products)) + 8) * epsilon_of(dtype) * magnitude;
}

/// The bound of an output: a sum's, times |alpha| after a leaky relu that widens, and more after tanh and
/// sigmoid. hard_swish is 1.5 steep at most and rounds 4 times itself. The slopes of prelu are part of the
/// magnitude.
[[nodiscard]] inline double error_bound(const ConvTransposeDesc& desc, double magnitude,
                                        std::int64_t products) {
    const double bound = sum_bound(desc.dtype, magnitude, products);
    switch (desc.activation) {
        case Activation::leaky_relu:
            return bound * std::max(1.0, std::fabs(static_cast<double>(desc.activation_alpha)));
        case Activation::tanh:
        case Activation::sigmoid:
            return bound + curve_error(desc.dtype);
        case Activation::hard_swish:
            return 1.5 * bound + 4 * epsilon_of(desc.dtype) * magnitude;
        default:
            return bound;
    }
}

/// The bound of an output that is rounded to a type of 16 bits at last (docs/element-types.md), from that
/// before; of another type, the same.
[[nodiscard]] inline double stored_bound(DType output, double exact, double bound) {
    if (output != DType::float16 && output != DType::bfloat16) return bound;
    const bool half = output == DType::float16;
    const double u = half ? 0x1p-11 : 0x1p-8;
    const double half_step = half ? 0x1p-25 : 0x1p-134;
    return u * std::fabs(exact) + (1 + u) * bound + half_step;
}

}  // namespace convt::reference
