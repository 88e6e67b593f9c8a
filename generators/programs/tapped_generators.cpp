#include "algorithms/tapped.h"
#include "strategies/tapped_schedules.h"

namespace convt::generators {

/// contract::TappedMultiplyFn
template <bool adds>
class TappedMultiplyGenerator : public Halide::Generator<TappedMultiplyGenerator<adds>> {
    using Base = Halide::Generator<TappedMultiplyGenerator<adds>>;
    template <typename T>
    using GeneratorParam = typename Base::template GeneratorParam<T>;
    template <typename T>
    using Input = typename Base::template Input<T>;
    template <typename T>
    using Output = typename Base::template Output<T>;
    template <typename T, int D>
    using Buffer = typename Base::template Buffer<T, D>;

public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    Input<Buffer<void, 1>> inputs{"inputs"};
    Input<Buffer<void, 3>> kernel{"kernel"};
    Input<Buffer<int32_t, 1>> from{"from"};
    Input<Buffer<int32_t, 1>> to{"to"};
    Output<Buffer<void, 1>> columns{"columns"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        inputs.set_type(types.stored);
        kernel.set_type(types.stored);
        columns.set_type(types.summed);
    }

    void generate() {
        const ElementTypes types = element_types(dtype);
        schedules::require(
            schedules::check_tapped_multiply(channel_block, tile_pixels, types.summed, this->get_target()));
        inputs.dim(0).set_min(0);
        from.dim(0).set_min(0);
        to.dim(0).set_min(0);
        columns.dim(0).set_min(0);
        for (int d = 0; d < 3; ++d) kernel.dim(d).set_min(0);
        kernel.dim(1).set_stride(channel_block);
        const int lanes = std::min<int>(schedules::lanes_of(types.summed, this->get_target()), channel_block);
        TappedMultiply algorithm(inputs, kernel, from, to, columns,
                                 {lanes, channel_block / lanes, tile_pixels, types, adds},
                                 {inputs.dim(0).extent(), kernel.dim(1).extent(), from.dim(0).extent(),
                                  kernel.dim(2).extent(), columns.dim(0).extent()});
        schedules::schedule_tapped_multiply(algorithm, this->get_pipeline(), this->get_target());
    }
};

/// contract::TappedGatherFn
class TappedGatherGenerator : public Halide::Generator<TappedGatherGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> lanes{"lanes", 4};
    Input<Buffer<void, 1>> columns{"columns"};
    Input<Buffer<int32_t, 1>> taps{"taps"};
    Input<Buffer<void, 1>> bias{"bias"};
    Input<int32_t> outputs{"outputs"};
    Input<int32_t> segment{"segment"};
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
        schedules::require(schedules::check_tapped_gather(lanes));
        columns.dim(0).set_min(0);
        taps.dim(0).set_min(0);
        bias.dim(0).set_min(0);
        row.dim(0).set_min(0);
        TappedRowExprs exprs{outputs, segment, pitch, taps.dim(0).extent(),    whole_taps,         limit,
                             alpha,   lower,   upper, columns.dim(0).extent(), row.dim(0).extent()};
        TappedGather algorithm(columns, taps, bias, row, lanes, element_types(dtype), exprs);
        schedules::schedule_tapped_gather(algorithm);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TappedMultiplyGenerator<false>, tapped_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::TappedMultiplyGenerator<true>, scatter_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::TappedGatherGenerator, tapped_gather)
