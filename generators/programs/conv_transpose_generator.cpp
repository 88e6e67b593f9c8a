#include "strategies/schedules.h"

// One executable per strategy is built from this file, so that a change to one schedule remakes only its
// kernels: CONVT_STRATEGY names the contract::Algo, of which schedules/strategies/ has a schedule and a
// check.
#if !defined(CONVT_STRATEGY)
#error "define CONVT_STRATEGY"
#endif
#define CONVT_JOINED(prefix, strategy) prefix##strategy
#define CONVT_JOIN(prefix, strategy) CONVT_JOINED(prefix, strategy)

namespace convt::generators {

using contract::Algo;

using Algorithm = schedules::AlgorithmOf<Algo::CONVT_STRATEGY>::Type;

/// The microkernel: contract::RegionFn. Inputs are declared in the order of that signature.
class ConvTransposeGenerator : public Halide::Generator<ConvTransposeGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> rank{"rank", 2, 1, 3};
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    GeneratorParam<int> outputs{"outputs", 1};

    Input<Buffer<void, 1>> input{"input"};
    Input<Buffer<void, 1>> kernel{"kernel"};
    Input<Buffer<void, 1>> bias{"bias"};
    Input<int32_t[3]> extent{"extent"};
    Input<int32_t[3]> taps{"taps"};
    Input<int32_t[3]> input_pixel_stride{"input_pixel_stride"};
    Input<int32_t[3]> input_tap_stride{"input_tap_stride"};
    Input<int32_t[3]> kernel_tap_stride{"kernel_tap_stride"};
    Input<int32_t[3]> output_pixel_stride{"output_pixel_stride"};
    Input<int32_t> in_channels{"in_channels"};
    Input<int32_t> input_channel_stride{"input_channel_stride"};
    Input<int32_t> out_channels{"out_channels"};
    Input<int32_t> output_channel_stride{"output_channel_stride"};
    Input<int32_t> kernel_block_stride{"kernel_block_stride"};
    Input<Halide::Expr> alpha{"alpha"};
    Input<Halide::Expr> lower{"lower"};
    Input<Halide::Expr> upper{"upper"};
    Output<Buffer<void, 1>> output{"output"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        for (auto* buffer : {&input, &kernel}) buffer->set_type(types.stored);
        output.set_type(types.stored);
        bias.set_type(types.summed);
        for (auto* value : {&alpha, &lower, &upper}) value->set_type(types.summed);
    }

    void generate() {
        const ElementTypes types = element_types(dtype);
        const KernelShape shape{rank,
                                Algo::CONVT_STRATEGY,
                                channel_block,
                                tile_pixels,
                                schedules::lanes_of(types.summed, get_target()),
                                outputs,
                                types};
        schedules::require(schedules::CONVT_JOIN(check_, CONVT_STRATEGY)(shape, get_target()));
        for (auto* buffer : {&input, &kernel, &bias}) buffer->dim(0).set_min(0);
        output.dim(0).set_min(0);
        Algorithm algorithm(shape, region(), input, kernel, bias, output, input.dim(0).extent(),
                            output.dim(0).extent());
        schedules::CONVT_JOIN(schedule_, CONVT_STRATEGY)(algorithm, get_pipeline(), get_target());
    }

private:
    static RegionExprs::PerDimension per_dimension(const Input<int32_t[3]>& values) {
        return {values[0], values[1], values[2]};
    }
    RegionExprs region() const {
        return {per_dimension(extent),
                per_dimension(taps),
                per_dimension(input_pixel_stride),
                per_dimension(input_tap_stride),
                per_dimension(kernel_tap_stride),
                per_dimension(output_pixel_stride),
                in_channels,
                input_channel_stride,
                out_channels,
                output_channel_stride,
                kernel_block_stride,
                alpha,
                lower,
                upper};
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::ConvTransposeGenerator, conv_transpose)
