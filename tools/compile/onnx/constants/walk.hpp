#pragma once

#include <array>
#include <cstdint>

#include "compile/onnx/constants/constant.hpp"

namespace convt::tools {

/// Calls visit(at) for every position in `shape`, last axis fastest. at[n] begins at `at[n]` and moves by
/// steps[n][axis] with each step along an axis.
template <std::size_t N, class Visit>
void walk(const Shape& shape, const std::array<Shape, N>& steps, std::array<std::int64_t, N> at,
          Visit visit) {
    for (const std::int64_t extent : shape) {
        if (extent == 0) return;
    }
    Shape position(shape.size(), 0);
    for (;;) {
        visit(at);
        std::size_t d = shape.size();
        for (; d > 0; --d) {
            ++position[d - 1];
            for (std::size_t n = 0; n < N; ++n) at[n] += steps[n][d - 1];
            if (position[d - 1] < shape[d - 1]) break;
            for (std::size_t n = 0; n < N; ++n) at[n] -= steps[n][d - 1] * shape[d - 1];
            position[d - 1] = 0;
        }
        if (d == 0) return;
    }
}

/// Elements from one position to the next along each axis of a tensor.
[[nodiscard]] Shape row_major_steps(const Shape& shape);

/// The same when a tensor of shape `from` is read as one of shape `to`, by broadcasting (NumPy's rules).
/// Throws InputError when the shapes do not fit.
[[nodiscard]] Shape broadcast_steps(const Shape& from, const Shape& to);

/// The shape that two shapes are broadcast to. Throws InputError when they do not fit.
[[nodiscard]] Shape broadcast_shape(const Shape& a, const Shape& b);

}  // namespace convt::tools
