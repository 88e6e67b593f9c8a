#include "algorithms/tapplanar.h"
#include "contract/kernel_contract.h"
#include "strategies/tapplanar_schedules.h"

namespace convt::generators {

/// contract::TapplanarMultiplyFn
class TapplanarMultiplyGenerator : public Halide::Generator<TapplanarMultiplyGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> channel_block{"channel_block", 4};
    GeneratorParam<int> tile_pixels{"tile_pixels", 24};
    Input<Buffer<void, 2>> inputs{"inputs"};
    Input<Buffer<void, 3>> kernel{"kernel"};
    Input<Buffer<void, 3>> ahead{"ahead"};
    Output<Buffer<void, 2>> columns{"columns"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        inputs.set_type(types.stored);
        kernel.set_type(types.stored);
        ahead.set_type(types.stored);
        columns.set_type(types.summed);
    }

    void generate() {
        const ElementTypes types = element_types(dtype);
        schedules::require(
            schedules::check_tapplanar_multiply(channel_block, tile_pixels, types.summed, get_target()));
        for (int d = 0; d < 2; ++d) {
            inputs.dim(d).set_min(0);
            columns.dim(d).set_min(0);
        }
        for (int d = 0; d < 3; ++d) {
            kernel.dim(d).set_min(0);
            ahead.dim(d).set_min(0);
        }
        kernel.dim(1).set_stride(channel_block);
        const int lanes = schedules::lanes_of(types.summed, get_target());
        TapplanarMultiply algorithm(inputs, kernel, ahead, columns,
                                    {channel_block, lanes, tile_pixels / lanes, types},
                                    {kernel.dim(1).extent(), columns.dim(0).extent(), kernel.dim(2).extent(),
                                     ahead.dim(1).stride(), ahead.dim(2).stride()});
        schedules::schedule_tapplanar_multiply(algorithm, get_pipeline());
    }
};

/// contract::TapplanarGatherFn
class TapplanarGatherGenerator : public Halide::Generator<TapplanarGatherGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> outputs{"outputs", 1};
    Input<Buffer<void, 1>> columns{"columns"};
    Input<Buffer<int32_t, 1>> taps{"taps"};
    Input<Buffer<void, 1>> bias{"bias"};
    Input<int32_t> positions{"positions"};
    Input<int32_t> pitch{"pitch"};
    Input<int32_t> whole_taps{"whole_taps"};
    Input<int32_t> limit{"limit"};
    Input<Halide::Expr> alpha{"alpha"};
    Input<Halide::Expr> lower{"lower"};
    Input<Halide::Expr> upper{"upper"};
    Output<Buffer<void, 1>> row{"row"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        row.set_type(types.stored);
        columns.set_type(types.summed);
        bias.set_type(types.summed);
        for (auto* value : {&alpha, &lower, &upper}) value->set_type(types.summed);
    }

    void generate() {
        const ElementTypes types = element_types(dtype);
        schedules::require(schedules::check_tapplanar_gather(outputs));
        columns.dim(0).set_min(0);
        taps.dim(0).set_min(0);
        bias.dim(0).set_min(0);
        row.dim(0).set_min(0);
        TapplanarRowExprs exprs{positions, pitch, taps.dim(0).extent(),   whole_taps, limit, alpha,
                                lower,     upper, columns.dim(0).extent()};
        TapplanarGather algorithm(
            columns, taps, bias, row,
            {outputs, schedules::lanes_of(types.summed, get_target()), contract::kTapplanarVectors, types},
            exprs);
        schedules::schedule_tapplanar_gather(algorithm);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TapplanarMultiplyGenerator, tapplanar_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::TapplanarGatherGenerator, tapplanar_gather)
