#include "algorithms/dot.h"
#include "strategies/dot_schedules.h"

namespace convt::generators {

/// contract::DotMultiplyFn
class DotMultiplyGenerator : public Halide::Generator<DotMultiplyGenerator> {
public:
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    GeneratorParam<int> terms{"terms", 2};
    Input<Buffer<void, 1>> inputs{"inputs"};
    Input<Buffer<int8_t, 1>> kernel{"kernel"};
    Input<Buffer<int32_t, 1>> starts{"starts"};
    Input<Buffer<int32_t, 1>> from{"from"};
    Input<Buffer<int32_t, 2>> taps{"taps"};
    Input<int32_t> steps{"steps"};
    Input<int32_t> block_stride{"block_stride"};
    Output<Buffer<int32_t, 4>> sums{"sums"};

    void configure() { inputs.set_type(dot_input_type(terms)); }

    void generate() {
        schedules::require(schedules::check_dot_multiply(channel_block, tile_pixels, terms, get_target()));
        inputs.dim(0).set_min(0);
        kernel.dim(0).set_min(0);
        starts.dim(0).set_min(0);
        from.dim(0).set_min(0);
        taps.dim(0).set_bounds(0, 2);
        taps.dim(1).set_min(0).set_stride(2);
        for (int d = 0; d < 4; ++d) sums.dim(d).set_min(0);
        const int lanes = schedules::lanes_of(Halide::Int(32), get_target());
        DotMultiply algorithm(
            inputs, kernel, starts, from, taps, sums, {lanes, channel_block / lanes, tile_pixels, terms},
            {inputs.dim(0).extent(), kernel.dim(0).extent(), taps.dim(1).extent(), steps, block_stride});
        schedules::schedule_dot_multiply(algorithm);
    }
};

/// contract::DotNearestFn
class DotNearestGenerator : public Halide::Generator<DotNearestGenerator> {
public:
    Input<Buffer<int32_t, 2>> sums{"sums"};
    Input<Buffer<float, 1>> factors{"factors"};
    Input<Buffer<float, 1>> biases{"biases"};
    Input<float> divisor{"divisor"};
    Input<int32_t> with_bias{"with_bias"};
    Input<int32_t> zero_point{"zero_point"};
    Input<int32_t> least{"least"};
    Input<int32_t> most{"most"};
    Output<Buffer<uint8_t, 2>> outputs{"outputs"};

    void generate() {
        DotRow row = dot_nearest(sums, factors, biases, divisor, with_bias, zero_point, least, most, outputs);
        schedules::schedule_dot_row(row, with_bias == 0, get_target());
    }
};

/// contract::DotGemmlowpFn
class DotGemmlowpGenerator : public Halide::Generator<DotGemmlowpGenerator> {
public:
    Input<Buffer<int32_t, 2>> sums{"sums"};
    Input<Buffer<int32_t, 1>> mantissas{"mantissas"};
    Input<Buffer<int32_t, 1>> exponents{"exponents"};
    Input<int32_t> shifts_left{"shifts_left"};
    Input<int32_t> zero_point{"zero_point"};
    Input<int32_t> least{"least"};
    Input<int32_t> most{"most"};
    Output<Buffer<uint8_t, 2>> outputs{"outputs"};

    void generate() {
        DotRow row = dot_gemmlowp(sums, mantissas, exponents, shifts_left, zero_point, least, most, outputs);
        schedules::schedule_dot_row(row, shifts_left == 0, get_target());
    }
};

/// contract::DotRealFn
class DotRealGenerator : public Halide::Generator<DotRealGenerator> {
public:
    Input<Buffer<int32_t, 2>> sums{"sums"};
    Input<Buffer<float, 1>> factors{"factors"};
    Input<Buffer<float, 1>> biases{"biases"};
    Input<int32_t> with_bias{"with_bias"};
    Input<float> lower{"lower"};
    Input<float> upper{"upper"};
    Output<Buffer<float, 2>> outputs{"outputs"};

    void generate() {
        DotRow row = dot_real(sums, factors, biases, with_bias, lower, upper, outputs);
        schedules::schedule_dot_row(row, with_bias == 0, get_target());
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::DotMultiplyGenerator, dot_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::DotNearestGenerator, dot_nearest)
HALIDE_REGISTER_GENERATOR(convt::generators::DotGemmlowpGenerator, dot_gemmlowp)
HALIDE_REGISTER_GENERATOR(convt::generators::DotRealGenerator, dot_real)
