#include "algorithms/conv_transpose.h"
#include "algorithms/depthrows.h"
#include "algorithms/depthwise.h"
#include "algorithms/prefetched.h"
#include "algorithms/rows.h"
#include "passes/own_pointers.h"
#include "passes/prefetch_next_panel.h"
#include "passes/prefetch_outputs.h"
#include "passes/prefetch_stream.h"
#include "strategies/schedules.h"

// One executable per strategy is built from this file, so that a change to one schedule remakes only its
// kernels: CONVT_STRATEGY names the contract::Algo, CONVT_SCHEDULE the function in schedules/.
#if !defined(CONVT_STRATEGY) || !defined(CONVT_SCHEDULE)
#error "define CONVT_STRATEGY and CONVT_SCHEDULE"
#endif

namespace convt::generators {

using contract::Algo;

template <Algo algo>
struct AlgorithmOf {
    using Type = ConvTranspose;
};
template <>
struct AlgorithmOf<Algo::depthwise> {
    using Type = Depthwise;
};
template <>
struct AlgorithmOf<Algo::rows> {
    using Type = Rows;
};
template <>
struct AlgorithmOf<Algo::depthrows> {
    using Type = DepthRows;
};
using Algorithm = AlgorithmOf<Algo::CONVT_STRATEGY>::Type;

/// The microkernel: contract::RegionFn. Inputs are declared in the order of that signature.
class ConvTransposeGenerator : public Halide::Generator<ConvTransposeGenerator> {
public:
    GeneratorParam<int> rank{"rank", 2, 1, 3};
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    GeneratorParam<int> outputs{"outputs", 1};

    Input<Buffer<float, 1>> input{"input"};
    Input<Buffer<float, 1>> kernel{"kernel"};
    Input<Buffer<float, 1>> bias{"bias"};
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
    Input<float> alpha{"alpha"};
    Input<float> lower{"lower"};
    Input<float> upper{"upper"};
    Output<Buffer<float, 1>> output{"output"};

    void generate() {
        const KernelShape shape{
            rank,   Algo::CONVT_STRATEGY, channel_block, tile_pixels, schedules::float_lanes(get_target()),
            outputs};
        for (auto* buffer : {&input, &kernel, &bias}) buffer->dim(0).set_min(0);
        output.dim(0).set_min(0);
        Algorithm algorithm(shape, region(), input, kernel, bias, output, input.dim(0).extent(),
                            output.dim(0).extent());
        schedules::CONVT_SCHEDULE(algorithm, get_target());
        if (Algo::CONVT_STRATEGY == Algo::direct && has_registers_to_ask()) {
            schedules::fetch_next_block(get_pipeline(), "kernel", kernel_block_stride);
        }
        if (Algo::CONVT_STRATEGY == Algo::direct || Algo::CONVT_STRATEGY == Algo::rows) ask_for_outputs();
        if (Algo::CONVT_STRATEGY == Algo::direct &&
            schedules::multiplies_by_memory(channel_block, get_target())) {
            // The contract has an input_channel_stride of 1 for direct kernels, and LLVM does not know it.
            schedules::read_through_own_pointers(get_pipeline(), "input", input_channel_stride - 1);
        }
        if (Algo::CONVT_STRATEGY == Algo::direct && streams_weights()) {
            schedules::stream_ahead(get_pipeline(), "kernel", schedules::kWeightBytesAhead);
        }
    }

private:
    /// Intel's L1 waits for 16 lines at most. Tiles of few lines lose 1 % by parts (AVX2 kernels).
    void ask_for_outputs() {
        constexpr int kParts = 3, kFewLines = 12;
        const bool vectors =
            Algo::CONVT_STRATEGY == Algo::rows || channel_block > schedules::float_lanes(get_target());
        const int outputs_of_tile = channel_block.value() * tile_pixels.value();
        if (vectors && outputs_of_tile > kFewLines * kLineFloats) {
            schedules::fetch_outputs_between(get_pipeline(), "output", kParts);
        } else {
            schedules::fetch_outputs(get_pipeline(), "output");
        }
    }
    /// Tiles of more pixels have an address for each, and none for what comes next.
    bool has_registers_to_ask() const {
        constexpr int kAddressedPixels = 8;
        const int lanes = schedules::float_lanes(get_target());
        return schedules::fuses_multiply_add(get_target()) && channel_block % lanes == 0 &&
               channel_block > lanes && tile_pixels <= kAddressedPixels;
    }
    /// Each of the tile's pixels takes a product of the same vector of weights.
    bool streams_weights() const {
        const int vector_bytes = schedules::float_lanes(get_target()) * static_cast<int>(sizeof(float));
        return vector_bytes <= schedules::kStreamedBytes * tile_pixels;
    }
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
