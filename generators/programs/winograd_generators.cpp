#include "algorithms/winograd.h"
#include "passes/prefetch_next_panel.h"
#include "passes/prefetch_outputs.h"
#include "passes/prefetch_stream.h"
#include "strategies/schedules.h"
#include "strategies/winograd_schedules.h"

namespace convt::generators {

namespace {

/// Decimal digits, z y x (the rank's last ones): 22 -> two taps along y and x, one along z.
std::array<int, 3> digits(int taps) {
    std::array<int, 3> result{};
    for (int& value : result) {
        value = std::max(1, taps % 10);
        taps /= 10;
    }
    return result;
}

}  // namespace

/// contract::WinogradInputsFn
class WinogradInputsGenerator : public Halide::Generator<WinogradInputsGenerator> {
public:
    GeneratorParam<int> tile_outputs{"tile_outputs", 2};
    GeneratorParam<int> taps{"taps", 22};
    Input<Buffer<float, 4>> inputs{"inputs"};
    Output<Buffer<float, 5>> nodes{"nodes"};

    void generate() {
        for (int d = 0; d < 4; ++d) inputs.dim(d).set_min(0);
        for (int d = 0; d < 5; ++d) nodes.dim(d).set_min(0);
        WinogradInputs algorithm(WinogradTile(tile_outputs, digits(taps)), inputs, nodes);
        schedules::schedule_winograd_inputs(algorithm, get_target());
    }
};

/// contract::WinogradMultiplyFn
class WinogradMultiplyGenerator : public Halide::Generator<WinogradMultiplyGenerator> {
public:
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    Input<Buffer<float, 3>> nodes{"nodes"};
    Input<Buffer<float, 4>> kernel{"kernel"};
    Output<Buffer<float, 4>> products{"products"};

    void generate() {
        for (int d = 0; d < 3; ++d) nodes.dim(d).set_min(0);
        for (int d = 0; d < 4; ++d) kernel.dim(d).set_min(0);
        for (int d = 0; d < 4; ++d) products.dim(d).set_min(0);
        kernel.dim(1).set_stride(channel_block);
        products.dim(1).set_stride(channel_block);
        WinogradMultiply algorithm(nodes, kernel, products, nodes.dim(0).extent(), nodes.dim(1).stride());
        schedules::schedule_winograd_multiply(algorithm, channel_block, tile_pixels, get_target());
        schedules::stream_ahead(get_pipeline(), "kernel", schedules::kWeightBytesAhead);
        schedules::fetch_next_node(get_pipeline(), "kernel");
    }
};

/// contract::WinogradOutputsFn
class WinogradOutputsGenerator : public Halide::Generator<WinogradOutputsGenerator> {
public:
    GeneratorParam<int> tile_outputs{"tile_outputs", 2};
    GeneratorParam<int> taps{"taps", 22};
    GeneratorParam<int> channel_block{"channel_block", 16};
    Input<Buffer<float, 5>> products{"products"};
    Input<Buffer<float, 1>> bias{"bias"};
    Input<int32_t[3]> skip{"skip"};
    Input<float> alpha{"alpha"};
    Input<float> lower{"lower"};
    Input<float> upper{"upper"};
    Output<Buffer<float, 4>> outputs{"outputs"};

    void generate() {
        for (int d = 0; d < 5; ++d) products.dim(d).set_min(0);
        for (int d = 0; d < 4; ++d) outputs.dim(d).set_min(0);
        bias.dim(0).set_min(0);
        WinogradBlockExprs block;
        for (int d = 0; d < 3; ++d) {
            const auto i = static_cast<std::size_t>(d);
            block.tiles[i] = products.dim(d + 1).extent();
            block.skip[i] = skip[i];
            block.extent[i] = outputs.dim(d + 1).extent();
        }
        block.alpha = alpha;
        block.lower = lower;
        block.upper = upper;
        WinogradOutputs algorithm(WinogradTile(tile_outputs, digits(taps)), products, bias, outputs, block);
        schedules::schedule_winograd_outputs(algorithm, get_target());
        schedules::fetch_outputs(get_pipeline(), "outputs", 2);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::WinogradInputsGenerator, winograd_inputs)
HALIDE_REGISTER_GENERATOR(convt::generators::WinogradMultiplyGenerator, winograd_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::WinogradOutputsGenerator, winograd_outputs)
