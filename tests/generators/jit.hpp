#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "Halide.h"
#include "algorithms/regions/conv_transpose.h"
#include "plain_region.hpp"

namespace convt::test {

/// A buffer of an algorithm that is compiled and run in this process.
template <typename T>
Halide::ImageParam operand(const char* name, std::vector<T>& values, std::size_t from = 0) {
    Halide::ImageParam param(Halide::type_of<T>(), 1, name);
    param.set(Halide::Buffer<T>(values.data() + from, static_cast<int>(values.size() - from)));
    return param;
}

template <typename T>
Halide::Buffer<T> view(std::vector<T>& values) {
    return Halide::Buffer<T>(values.data(), static_cast<int>(values.size()));
}

/// Does what Halide may refuse; GoogleTest would not print why.
template <typename Act>
void halide(const Act& act) {
    try {
        act();
    } catch (const Halide::Error& error) {
        ADD_FAILURE() << error.what();
    }
}

/// Compiles and runs an algorithm without checks, as kernels are; elements that it does not write stay in the
/// buffer.
template <typename T>
void run(Halide::Func func, Halide::Buffer<T> into) {
    const Halide::Target target =
        Halide::get_jit_target_from_environment().with_feature(Halide::Target::NoAsserts);
    halide([&] { func.realize(into, target); });
}

template <typename T>
generators::ElementTypes types_of() {
    return generators::element_types(Halide::type_of<T>());
}

/// The values of a region as constants.
template <typename T>
generators::RegionExprs exprs(const Region& r) {
    const auto constants = [](const std::array<int, 3>& v) {
        return generators::RegionExprs::PerDimension{v[0], v[1], v[2]};
    };
    const auto value = [](double v) { return Halide::Expr(static_cast<T>(v)); };
    return {constants(r.extent),
            constants(r.taps),
            constants(r.input_pixel_stride),
            constants(r.input_tap_stride),
            constants(r.kernel_tap_stride),
            constants(r.output_pixel_stride),
            r.in_channels,
            r.input_channel_stride,
            r.out_channels,
            r.output_channel_stride,
            r.kernel_block_stride,
            value(r.alpha),
            value(r.lower),
            value(r.upper)};
}

/// What no kernel may write over.
constexpr double kPoison = -12345;

/// Operands of one region; taps may read `before` elements in front of the first input.
template <typename T>
struct Operands {
    Operands(std::size_t inputs, std::size_t weights, std::size_t channels, std::size_t outputs,
             std::size_t before = 0)
        : input(integers<T>(inputs + before, 1)),
          kernel(integers<T>(weights, 2)),
          bias(integers<T>(channels, 3)),
          output(outputs, static_cast<T>(kPoison)),
          expected(output),
          first(before) {}

    /// Runs the algorithm as it is defined, without a schedule.
    template <typename Algorithm>
    void run(const Region& region, const generators::KernelShape& shape) {
        Halide::ImageParam in = operand("input", input, first), weights = operand("kernel", kernel),
                           added = operand("bias", bias);
        Halide::Func result("output");
        const Algorithm algorithm(shape, exprs<T>(region), in, weights, added, result,
                                  static_cast<int>(input.size() - first), static_cast<int>(output.size()));
        test::run(result, view(output));
    }
    [[nodiscard]] const T* first_input() const { return input.data() + first; }

    std::vector<T> input, kernel, bias, output, expected;
    std::size_t first;
};

}  // namespace convt::test
