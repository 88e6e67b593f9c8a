#include "algorithms/tapplanar.h"
#include "passes/prefetch.h"
#include "strategies/schedules.h"
#include "strategies/tapplanar_schedules.h"

namespace convt::generators {

/// contract::TapplanarMultiplyFn
class TapplanarMultiplyGenerator : public Halide::Generator<TapplanarMultiplyGenerator> {
public:
    GeneratorParam<int> channel_block{"channel_block", 4};
    GeneratorParam<int> tile_pixels{"tile_pixels", 24};
    Input<Buffer<float, 2>> inputs{"inputs"};
    Input<Buffer<float, 3>> kernel{"kernel"};
    Input<Buffer<float, 1>> ahead{"ahead"};
    Output<Buffer<float, 2>> columns{"columns"};

    void generate() {
        for (int d = 0; d < 2; ++d) {
            inputs.dim(d).set_min(0);
            columns.dim(d).set_min(0);
        }
        for (int d = 0; d < 3; ++d) kernel.dim(d).set_min(0);
        kernel.dim(1).set_stride(channel_block);
        ahead.dim(0).set_min(0);
        const int lanes = schedules::float_lanes(get_target());
        TapplanarMultiply algorithm(
            inputs, kernel, ahead, columns, {channel_block, lanes, tile_pixels / lanes},
            {kernel.dim(1).extent(), columns.dim(0).extent(), kernel.dim(2).extent()});
        schedules::schedule_tapplanar_multiply(algorithm);
        schedules::prefetch_into_every_cache(get_pipeline());
    }
};

/// contract::TapplanarGatherFn
class TapplanarGatherGenerator : public Halide::Generator<TapplanarGatherGenerator> {
public:
    GeneratorParam<int> outputs{"outputs", 1};
    Input<Buffer<float, 1>> columns{"columns"};
    Input<Buffer<int32_t, 1>> taps{"taps"};
    Input<Buffer<float, 1>> bias{"bias"};
    Input<int32_t> positions{"positions"};
    Input<int32_t> pitch{"pitch"};
    Input<int32_t> whole_taps{"whole_taps"};
    Input<int32_t> limit{"limit"};
    Input<float> alpha{"alpha"};
    Input<float> lower{"lower"};
    Input<float> upper{"upper"};
    Output<Buffer<float, 1>> row{"row"};

    void generate() {
        columns.dim(0).set_min(0);
        taps.dim(0).set_min(0);
        bias.dim(0).set_min(0);
        row.dim(0).set_min(0);
        TapplanarRowExprs exprs{positions, pitch, taps.dim(0).extent(),   whole_taps, limit, alpha,
                                lower,     upper, columns.dim(0).extent()};
        TapplanarGather algorithm(
            columns, taps, bias, row,
            {outputs, schedules::float_lanes(get_target()), contract::kTapplanarVectors}, exprs);
        schedules::schedule_tapplanar_gather(algorithm);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TapplanarMultiplyGenerator, tapplanar_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::TapplanarGatherGenerator, tapplanar_gather)
