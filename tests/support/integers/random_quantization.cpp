#include "support/integers/random_quantization.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace convt::support {
namespace {

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

/// A value of an 8-bit type; one of five at an end of its range, or in the middle.
std::int32_t random_zero_point(DType dtype, Random& random) {
    const std::int64_t least = dtype == DType::int8 ? -128 : 0;
    const std::int64_t value = random.chance(0.2) ? random.one_of({0, 128, 255}) : random.integer(0, 255);
    return static_cast<std::int32_t>(least + value);
}

/// Activations that outputs of a type have.
void set_activation(ConvTransposeDesc& desc, Random& random) {
    const bool sums = output_dtype(desc) == DType::int32;
    const auto last = sums ? Activation::relu : Activation::relu6;
    desc.activation = static_cast<Activation>(random.integer(0, static_cast<int>(last)));
    if (sums || !random.chance(0.1)) return;
    const double most = 60 * static_cast<double>(desc.quantization.output_scale);
    desc.activation = Activation::clamp;
    desc.activation_min = -most * std::fabs(random.value());
    desc.activation_max = most * std::fabs(random.value());
}

}  // namespace

ConvTransposeDesc with_random_types(ConvTransposeDesc desc, Rounding rounding, Random& random) {
    desc.dtype = random.chance(0.5) ? DType::int8 : DType::uint8;
    desc.output_dtype = std::nullopt;
    if (random.chance(0.5)) {
        desc.output_dtype = static_cast<DType>(
            random.one_of({static_cast<int>(DType::int8), static_cast<int>(DType::uint8),
                           static_cast<int>(DType::int32), static_cast<int>(DType::float32)}));
    }
    const DType outputs = output_dtype(desc);
    Quantization& q = desc.quantization;
    q = {};
    q.rounding = rounding;
    q.input_zero_point = random_zero_point(desc.dtype, random);
    const bool exact = random.chance(0.25);
    q.input_scale = exact ? power_of_two(random.integer(-8, -4)) : random_scale(-8, -3, random);
    if (reference::is_quantized(outputs)) {
        q.output_zero_point = random_zero_point(outputs, random);
        // 2^-8 is an average scale of the kernel.
        const float multiplier = wanted_multiplier(desc, random);
        q.output_scale = q.input_scale / 256 / multiplier;
        if (exact) q.output_scale = std::exp2(std::round(std::log2(q.output_scale)));
        if (random.chance(0.05)) q.output_scale *= 1e-3F;
    }
    if (outputs != DType::int32 && rounding == Rounding::nearest_even && random.chance(0.3)) {
        q.bias_dtype = DType::float32;
    }
    set_activation(desc, random);
    return desc;
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

void fill_integers(const reference::Elements& values, Random& random) {
    const bool extreme = random.chance(0.1);
    auto* const bytes = static_cast<std::byte*>(values.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::int64_t value = extreme ? random.one_of({0, 127, 128, 255}) : random.integer(0, 255);
        bytes[i] = static_cast<std::byte>(value);
    }
}

void fill_bias(const ConvTransposeDesc& desc, const reference::Elements& values, Random& random) {
    for (std::size_t c = 0; c < values.size(); ++c) {
        if (values.dtype() == DType::float32) {
            values.set(c, static_cast<double>(30 * desc.quantization.output_scale * random.value()));
            continue;
        }
        // Now and then one that leads out of 32 bits.
        const std::int64_t reach = random.chance(0.02) ? INT32_MAX : 20000;
        values.set(c, static_cast<double>(random.integer(-reach, reach)));
    }
}

}  // namespace convt::support
