#include "smoke/quantized.hpp"

#include <random>
#include <vector>

#include "reference/quantized.hpp"

namespace convt::smoke {
namespace {

/// Borders on every side, overlapping taps, and tails of channels and pixels.
ConvTransposeDesc problem_for(const detail::KernelInfo& kernel) {
    ConvTransposeDesc desc;
    desc.rank = kernel.rank;
    desc.data_format = kernel.data_format;
    desc.dtype = DType::int8;
    desc.in_channels = 7;
    desc.out_channels = kernel.channel_block + 3;
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        desc.in_spatial[i] = 5;
        desc.kernel_size[i] = 3;
        desc.strides[i] = 2;
        desc.crop_left[i] = 1;
        desc.out_spatial[i] = 10;
    }
    desc.quantization = {-7, 3, 0.125F, 0.6F, Rounding::nearest_even, DType::int32};
    return desc;
}

std::vector<std::int8_t> random_bytes(std::int64_t count, std::mt19937& random) {
    std::uniform_int_distribution<int> uniform(-128, 127);
    std::vector<std::int8_t> bytes(static_cast<std::size_t>(count));
    for (std::int8_t& byte : bytes) byte = static_cast<std::int8_t>(uniform(random));
    return bytes;
}

std::int64_t power(std::int64_t base, int exponent) {
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

template <class Output>
int wrong_outputs(const ConvTransposeDesc& desc, const char* name, Context& context) {
    std::mt19937 random(1);
    const auto inputs = random_bytes(desc.in_channels * power(5, desc.rank), random);
    const auto kernel = random_bytes(desc.in_channels * desc.out_channels * power(3, desc.rank), random);
    const std::vector<float> scales(static_cast<std::size_t>(desc.out_channels), 0.01F);
    const std::vector<std::int32_t> bias(static_cast<std::size_t>(desc.out_channels), -500);
    const auto expected =
        reference::quantized_conv_transpose(desc, {inputs.data(), kernel.data(), scales, bias.data()});
    std::vector<Output> outputs(expected.size());
    const auto plan = Plan::create(desc, {.max_isa = {}, .kernel_name = name});
    if (!plan.ok()) return -1;
    const auto packed = plan->pack(kernel.data(), KernelScales{scales.data(), desc.out_channels});
    if (!packed.ok() || !plan->run(inputs.data(), *packed, bias.data(), outputs.data(), context).ok())
        return -1;
    int wrong = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        wrong += static_cast<double>(outputs[i]) == expected[i] ? 0 : 1;
    }
    return wrong;
}

}  // namespace

int wrong_quantized_outputs(const detail::KernelInfo& kernel, Context& context) {
    ConvTransposeDesc desc = problem_for(kernel);
    int wrong = wrong_outputs<std::int8_t>(desc, kernel.name, context);
    desc.quantization.rounding = Rounding::gemmlowp;
    if (wrong == 0) wrong = wrong_outputs<std::int8_t>(desc, kernel.name, context);
    desc.output_dtype = DType::float32;
    desc.quantization.output_zero_point = 0;
    desc.quantization.output_scale = 1;
    return wrong == 0 ? wrong_outputs<float>(desc, kernel.name, context) : wrong;
}

}  // namespace convt::smoke
