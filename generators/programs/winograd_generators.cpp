#include "algorithms/winograd.h"
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
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> tile_outputs{"tile_outputs", 2};
    GeneratorParam<int> taps{"taps", 22};
    Input<Buffer<void, 4>> inputs{"inputs"};
    Output<Buffer<void, 5>> nodes{"nodes"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        inputs.set_type(types.stored);
        nodes.set_type(types.summed);
    }

    void generate() {
        schedules::require(schedules::check_winograd_transform(tile_outputs, digits(taps)));
        for (int d = 0; d < 4; ++d) inputs.dim(d).set_min(0);
        for (int d = 0; d < 5; ++d) nodes.dim(d).set_min(0);
        WinogradInputs algorithm(WinogradTile(tile_outputs, digits(taps), element_types(dtype)), inputs,
                                 nodes);
        schedules::schedule_winograd_inputs(algorithm, get_target());
    }
};

/// contract::WinogradWeightsFn
class WinogradWeightsGenerator : public Halide::Generator<WinogradWeightsGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> tile_outputs{"tile_outputs", 2};
    GeneratorParam<int> taps{"taps", 22};
    Input<Buffer<void, 4>> kernel{"kernel"};
    Output<Buffer<void, 2>> weights{"weights"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        kernel.set_type(types.summed);
        weights.set_type(types.summed);
    }

    void generate() {
        schedules::require(schedules::check_winograd_transform(tile_outputs, digits(taps)));
        for (int d = 0; d < 4; ++d) kernel.dim(d).set_min(0);
        for (int d = 0; d < 2; ++d) weights.dim(d).set_min(0);
        WinogradWeights algorithm(WinogradTile(tile_outputs, digits(taps), element_types(dtype)), kernel,
                                  weights);
        schedules::schedule_winograd_weights(algorithm, get_target());
    }
};

/// contract::WinogradMultiplyFn
class WinogradMultiplyGenerator : public Halide::Generator<WinogradMultiplyGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> channel_block{"channel_block", 16};
    GeneratorParam<int> tile_pixels{"tile_pixels", 6};
    Input<Buffer<void, 3>> nodes{"nodes"};
    Input<Buffer<void, 4>> kernel{"kernel"};
    Output<Buffer<void, 4>> products{"products"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        nodes.set_type(types.summed);
        kernel.set_type(types.summed);
        products.set_type(types.summed);
    }

    void generate() {
        schedules::require(schedules::check_winograd_multiply(channel_block, tile_pixels,
                                                              element_types(dtype).summed, get_target()));
        for (int d = 0; d < 3; ++d) nodes.dim(d).set_min(0);
        for (int d = 0; d < 4; ++d) kernel.dim(d).set_min(0);
        for (int d = 0; d < 4; ++d) products.dim(d).set_min(0);
        kernel.dim(1).set_stride(channel_block);
        products.dim(1).set_stride(channel_block);
        WinogradMultiply algorithm(nodes, kernel, products, nodes.dim(0).extent(), nodes.dim(1).stride());
        schedules::schedule_winograd_multiply(algorithm, channel_block, tile_pixels, get_pipeline(),
                                              get_target());
    }
};

/// contract::WinogradOutputsFn
class WinogradOutputsGenerator : public Halide::Generator<WinogradOutputsGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    GeneratorParam<int> tile_outputs{"tile_outputs", 2};
    GeneratorParam<int> taps{"taps", 22};
    GeneratorParam<int> channel_block{"channel_block", 16};
    Input<Buffer<void, 5>> products{"products"};
    Input<Buffer<void, 1>> bias{"bias"};
    Input<int32_t[3]> skip{"skip"};
    Input<Halide::Expr> alpha{"alpha"};
    Input<Halide::Expr> lower{"lower"};
    Input<Halide::Expr> upper{"upper"};
    Output<Buffer<void, 4>> outputs{"outputs"};

    void configure() {
        const ElementTypes types = element_types(dtype);
        outputs.set_type(types.stored);
        products.set_type(types.summed);
        bias.set_type(types.summed);
        for (auto* value : {&alpha, &lower, &upper}) value->set_type(types.summed);
    }

    void generate() {
        schedules::require(schedules::check_winograd_transform(tile_outputs, digits(taps)));
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
        WinogradOutputs algorithm(WinogradTile(tile_outputs, digits(taps), element_types(dtype)), products,
                                  bias, outputs, block);
        schedules::schedule_winograd_outputs(algorithm, get_pipeline(), get_target());
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::WinogradInputsGenerator, winograd_inputs)
HALIDE_REGISTER_GENERATOR(convt::generators::WinogradMultiplyGenerator, winograd_multiply)
HALIDE_REGISTER_GENERATOR(convt::generators::WinogradOutputsGenerator, winograd_outputs)
HALIDE_REGISTER_GENERATOR(convt::generators::WinogradWeightsGenerator, winograd_weights)
