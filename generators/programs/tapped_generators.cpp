#include "algorithms/tapped.h"
#include "passes/prefetch.h"
#include "strategies/schedules.h"
#include "strategies/tapped_schedules.h"

namespace convt::generators {

/// contract::TappedMultiplyFn
class TappedMultiplyGenerator : public Halide::Generator<TappedMultiplyGenerator> {
public:
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    Input<Buffer<float, 1>> inputs{"inputs"};
    Input<Buffer<float, 3>> kernel{"kernel"};
    Input<Buffer<int32_t, 1>> from{"from"};
    Input<Buffer<int32_t, 1>> to{"to"};
    Output<Buffer<float, 1>> columns{"columns"};

    void generate() {
        inputs.dim(0).set_min(0);
        from.dim(0).set_min(0);
        to.dim(0).set_min(0);
        columns.dim(0).set_min(0);
        for (int d = 0; d < 3; ++d) kernel.dim(d).set_min(0);
        kernel.dim(1).set_stride(channel_block);
        const int lanes = std::min<int>(schedules::float_lanes(get_target()), channel_block);
        TappedMultiply algorithm(inputs, kernel, from, to, columns,
                                 {lanes, channel_block / lanes, tile_pixels},
                                 {inputs.dim(0).extent(), kernel.dim(1).extent(), from.dim(0).extent(),
                                  kernel.dim(2).extent(), columns.dim(0).extent()});
        schedules::schedule_tapped_multiply(algorithm, get_target());
        schedules::prefetch_into_every_cache(get_pipeline());
    }
};

/// contract::TappedGatherFn
class TappedGatherGenerator : public Halide::Generator<TappedGatherGenerator> {
public:
    GeneratorParam<int> lanes{"lanes", 4};
    Input<Buffer<float, 1>> columns{"columns"};
    Input<Buffer<int32_t, 1>> taps{"taps"};
    Input<Buffer<float, 1>> bias{"bias"};
    Input<int32_t> outputs{"outputs"};
    Input<int32_t> segment{"segment"};
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
        TappedRowExprs exprs{outputs, segment, pitch, taps.dim(0).extent(),    whole_taps,         limit,
                             alpha,   lower,   upper, columns.dim(0).extent(), row.dim(0).extent()};
        TappedGather algorithm(columns, taps, bias, row, lanes, exprs);
        schedules::schedule_tapped_gather(algorithm);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TappedMultiplyGenerator, tapped_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::TappedGatherGenerator, tapped_gather)
