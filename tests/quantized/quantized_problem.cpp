#include "quantized/quantized_problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <map>

#include "reference/layout.hpp"
#include "reference/quantized.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::quantized {
namespace {

using support::Random;

constexpr std::byte kPoison{0x5a};

std::int64_t terms_of(const ConvTransposeDesc& desc) {
    std::int64_t terms = desc.in_channels / desc.groups;
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        terms *= (desc.kernel_size[i] + desc.strides[i] - 1) / desc.strides[i];
    }
    return terms;
}

float power_of_two(std::int64_t exponent) {
    return std::ldexp(1.0F, static_cast<int>(exponent));
}

/// A scale in [2^low, 2^high).
float random_scale(std::int64_t low, std::int64_t high, Random& random) {
    return power_of_two(random.integer(low, high - 1)) * (1.5F + 0.5F * random.value());
}

/// Sums of so many products spread around 5000 times the root of their number; outputs shall spread around
/// some 60.
float wanted_multiplier(const ConvTransposeDesc& desc, Random& random) {
    const double spread = 5000 * std::sqrt(static_cast<double>(terms_of(desc)));
    return static_cast<float>(60 / spread) * (1.25F + 0.75F * random.value());
}

std::vector<float> random_scales(const ConvTransposeDesc& desc, Random& random) {
    std::vector<float> scales(random.chance(0.3) ? 1 : static_cast<std::size_t>(desc.out_channels));
    const bool exact =
        std::exp2(std::round(std::log2(desc.quantization.input_scale))) == desc.quantization.input_scale;
    // Powers of two beside powers of two: halves are then common.
    for (float& scale : scales) {
        scale = exact ? power_of_two(random.integer(-9, -6)) : random_scale(-9, -6, random);
        if (random.chance(0.01)) scale = random_scale(-60, 20, random);
    }
    return scales;
}

void fill_bytes(support::GuardedBytes& bytes, Random& random) {
    const bool extreme = random.chance(0.1);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::int64_t value = extreme ? random.one_of({0, 127, 128, 255}) : random.integer(0, 255);
        bytes.data()[i] = static_cast<std::byte>(value);
    }
}

void fill_bias(const ConvTransposeDesc& desc, support::GuardedBytes& bytes, Random& random) {
    for (std::int64_t c = 0; c < desc.out_channels; ++c) {
        std::byte* const to = bytes.data() + c * 4;
        if (desc.quantization.bias_dtype == DType::float32) {
            const float value = 30 * desc.quantization.output_scale * random.value();
            std::memcpy(to, &value, sizeof(value));
            continue;
        }
        // Now and then one that leads out of 32 bits.
        const std::int64_t reach = random.chance(0.02) ? INT32_MAX : 20000;
        const auto value = static_cast<std::int32_t>(random.integer(-reach, reach));
        std::memcpy(to, &value, sizeof(value));
    }
}

/// One context for all runs: what earlier runs left in its workspace must not matter.
Context& used_context(int threads) {
    static std::map<int, Context> contexts;
    const auto found = contexts.find(threads);
    if (found != contexts.end()) return found->second;
    return contexts.emplace(threads, Context::create({.threads = threads}).value()).first->second;
}

double output_at(DType dtype, const std::byte* outputs, std::int64_t i) {
    switch (dtype) {
        case DType::int8:
            return static_cast<std::int8_t>(outputs[i]);
        case DType::uint8:
            return static_cast<std::uint8_t>(outputs[i]);
        case DType::int32: {
            std::int32_t value = 0;
            std::memcpy(&value, outputs + 4 * i, sizeof(value));
            return value;
        }
        default: {
            float value = 0;
            std::memcpy(&value, outputs + 4 * i, sizeof(value));
            return static_cast<double>(value);
        }
    }
}

std::string to_string(const ConvTransposeDesc& desc) {
    const Quantization& q = desc.quantization;
    return problem_text(desc) + " zero points " + std::to_string(q.input_zero_point) + " " +
           std::to_string(q.output_zero_point) + " scales " + std::to_string(q.input_scale) + " " +
           std::to_string(q.output_scale) + (q.rounding == Rounding::gemmlowp ? " gemmlowp" : " nearest") +
           (q.bias_dtype == DType::float32 ? " float bias" : "") + " activation " +
           std::to_string(static_cast<int>(desc.activation));
}

/// Elements between the outputs, where output_strides leave gaps, must keep their poison.
testing::AssertionResult equals(const ConvTransposeDesc& desc, Operands& operands,
                                const std::vector<double>& expected) {
    const DType dtype = output_dtype(desc);
    const reference::Layout given = reference::output_layout(desc);
    const reference::Layout dense = reference::dense_output_layout(desc);
    std::vector<bool> written(operands.outputs.size() / bytes_of(dtype));
    testing::AssertionResult result = testing::AssertionSuccess();
    reference::for_each_element(dense, desc.data_format, [&](std::int64_t n, const auto& at, std::int64_t c) {
        const std::int64_t place = given.offset(n, at, c);
        written[static_cast<std::size_t>(place)] = true;
        const double wanted = expected[static_cast<std::size_t>(dense.offset(n, at, c))];
        const double got = output_at(dtype, operands.outputs.data(), place);
        if (got == wanted || !result) return;
        result = testing::AssertionFailure()
                 << "output (" << n << "; " << at[0] << ", " << at[1] << ", " << at[2] << "; " << c << ") is "
                 << got << ", not " << wanted << ": " << to_string(desc);
    });
    for (std::size_t i = 0; i < written.size() && result; ++i) {
        const std::byte* const element = operands.outputs.data() + i * bytes_of(dtype);
        if (!written[i] &&
            std::any_of(element, element + bytes_of(dtype), [](std::byte b) { return b != kPoison; })) {
            result = testing::AssertionFailure()
                     << "element " << i << " between the outputs was written: " << to_string(desc);
        }
    }
    return result;
}

std::size_t extent(const reference::Layout& layout, DType dtype) {
    return static_cast<std::size_t>(layout.extent()) * bytes_of(dtype);
}

}  // namespace

std::size_t bytes_of(DType dtype) {
    return dtype == DType::int8 || dtype == DType::uint8 ? 1 : 4;
}

ConvTransposeDesc with_random_types(ConvTransposeDesc desc, Rounding rounding, Random& random) {
    desc.dtype = random.chance(0.5) ? DType::int8 : DType::uint8;
    desc.output_dtype = std::nullopt;
    if (random.chance(0.5)) {
        desc.output_dtype = static_cast<DType>(
            random.one_of({static_cast<int>(DType::int8), static_cast<int>(DType::uint8),
                           static_cast<int>(DType::int32), static_cast<int>(DType::float32)}));
    }
    const DType outputs = output_dtype(desc);
    const auto zero_point = [&](DType dtype) {
        const std::int64_t least = dtype == DType::int8 ? -128 : 0;
        const std::int64_t value = random.chance(0.2) ? random.one_of({0, 128, 255}) : random.integer(0, 255);
        return static_cast<std::int32_t>(least + value);
    };
    Quantization& q = desc.quantization;
    q = {};
    q.rounding = rounding;
    q.input_zero_point = zero_point(desc.dtype);
    const bool exact = random.chance(0.25);
    q.input_scale = exact ? power_of_two(random.integer(-8, -4)) : random_scale(-8, -3, random);
    if (bytes_of(outputs) == 1) {
        q.output_zero_point = zero_point(outputs);
        // 2^-8 is an average scale of the kernel.
        const float multiplier = wanted_multiplier(desc, random);
        q.output_scale = q.input_scale / 256 / multiplier;
        if (exact) q.output_scale = std::exp2(std::round(std::log2(q.output_scale)));
        if (random.chance(0.05)) q.output_scale *= 1e-3F;
    }
    if (outputs != DType::int32 && rounding == Rounding::nearest_even && random.chance(0.3)) {
        q.bias_dtype = DType::float32;
    }
    const auto last = outputs == DType::int32 ? Activation::relu : Activation::relu6;
    desc.activation = static_cast<Activation>(random.integer(0, static_cast<int>(last)));
    if (outputs != DType::int32 && random.chance(0.1)) {
        desc.activation = Activation::clamp;
        desc.activation_min = -60 * static_cast<double>(q.output_scale) * std::fabs(random.value());
        desc.activation_max = 60 * static_cast<double>(q.output_scale) * std::fabs(random.value());
    }
    return desc;
}

ConvTransposeDesc random_quantized(Rounding rounding, Random& random) {
    return with_random_types(support::random_problem(random), rounding, random);
}

Operands::Operands(const ConvTransposeDesc& desc, Random& random, support::Guard guard)
    : inputs(extent(reference::input_layout(desc), desc.dtype), guard),
      kernel(support::kernel_count(desc), guard),
      bias(4 * static_cast<std::size_t>(desc.out_channels), guard),
      outputs(extent(reference::output_layout(desc), output_dtype(desc)), guard),
      scales(random_scales(desc, random)) {
    fill_bytes(inputs, random);
    fill_bytes(kernel, random);
    fill_bias(desc, bias, random);
    std::fill_n(outputs.data(), outputs.size(), kPoison);
}

testing::AssertionResult equals_oracle(const Plan& plan, const ConvTransposeDesc& desc, Random& random) {
    Operands operands(desc, random, random.chance(0.5) ? support::Guard::after : support::Guard::before);
    const KernelScales scales{operands.scales.data(), static_cast<std::int64_t>(operands.scales.size())};
    const auto packed = plan.pack(operands.kernel.data(), scales);
    if (!packed.ok()) return testing::AssertionFailure() << packed.status().message();
    const void* bias = random.chance(0.7) ? operands.bias.data() : nullptr;
    const auto expected = reference::quantized_conv_transpose(
        desc, {operands.inputs.data(), reinterpret_cast<const std::int8_t*>(operands.kernel.data()),
               operands.scales, bias});
    const Status status = plan.run(operands.inputs.data(), *packed, bias, operands.outputs.data(),
                                   used_context(static_cast<int>(random.integer(1, 3))));
    if (!status.ok()) return testing::AssertionFailure() << status.message();
    return equals(desc, operands, expected) << "; ran " << plan.kernel_name();
}

}  // namespace convt::quantized
