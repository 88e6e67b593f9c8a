#include "reference/quantized.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>

#include "reference/layout.hpp"

namespace convt::reference {
namespace {

using Three = std::array<std::int64_t, 3>;
__extension__ using Wide = __int128;

/// A double that is a product, quotient or sum of two floats, as float32 rounds it. A double holds products
/// exactly, and more than twice the digits of quotients and sums, so that a second rounding changes nothing.
double as_float(double value) {
    // GCC 12 compares values that come from float as floats, and then takes the double of before.
    const volatile auto rounded = static_cast<float>(value);
    return static_cast<double>(rounded);
}

std::int64_t integer_at(DType dtype, const void* data, std::int64_t i) {
    if (dtype == DType::int8) return static_cast<const std::int8_t*>(data)[i];
    return static_cast<const std::uint8_t*>(data)[i];
}

template <typename T>
T element_at(const void* data, std::int64_t i) {
    T value;
    std::memcpy(&value, static_cast<const char*>(data) + i * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
    return value;
}

/// Scatters every input through the kernel.
std::vector<std::int64_t> sums_of(const ConvTransposeDesc& desc, const QuantizedOperands& operands) {
    const Layout in = input_layout(desc), out = dense_output_layout(desc);
    const Three kernel = to_three(desc.rank, desc.kernel_size, 1);
    const Three stride = to_three(desc.rank, desc.strides, 1);
    const Three dilation = to_three(desc.rank, desc.dilation_rate, 1);
    const Three crop = to_three(desc.rank, desc.crop_left, 0);
    const std::int64_t in_group = desc.in_channels / desc.groups, out_group = desc.out_channels / desc.groups;
    std::vector<std::int64_t> sums(static_cast<std::size_t>(out.count()));
    if (sums.empty() || in.count() == 0) return sums;
    for_each_element(in, DataFormat::channels_last, [&](std::int64_t n, const Three& at, std::int64_t ci) {
        const std::int64_t x = integer_at(desc.dtype, operands.inputs, in.offset(n, at, ci)) -
                               desc.quantization.input_zero_point;
        const std::int64_t first = ci / in_group * out_group;
        for (std::int64_t tap = 0; tap < kernel[0] * kernel[1] * kernel[2]; ++tap) {
            const Three k{tap / kernel[2] / kernel[1], tap / kernel[2] % kernel[1], tap % kernel[2]};
            Three o{};
            bool inside = true;
            for (std::size_t d = 0; d < 3; ++d) {
                o[d] = at[d] * stride[d] + k[d] * dilation[d] - crop[d];
                inside = inside && o[d] >= 0 && o[d] < out.spatial[d];
            }
            if (!inside) continue;
            for (std::int64_t co = first; co < first + out_group; ++co) {
                const std::int64_t w =
                    operands.kernel[(tap * desc.out_channels + co) * in_group + ci % in_group];
                sums[static_cast<std::size_t>(out.offset(n, o, co))] += x * w;
            }
        }
    });
    return sums;
}

struct Range {
    double least, most;
};

Range range_of(DType dtype) {
    if (dtype == DType::int8) return {-128, 127};
    if (dtype == DType::uint8) return {0, 255};
    if (dtype == DType::int32) {
        return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    }
    return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
}

/// The real bounds of an activation.
Range bounds_of(const ConvTransposeDesc& desc) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    switch (desc.activation) {
        case Activation::relu:
            return {0, kInfinity};
        case Activation::relu6:
            return {0, 6};
        case Activation::clamp:
            return {as_float(desc.activation_min), as_float(desc.activation_max)};
        default:
            return {-kInfinity, kInfinity};
    }
}

/// Halves away from zero.
std::int64_t rounded_away(double value) {
    return static_cast<std::int64_t>(value < 0 ? -std::floor(-value + 0.5) : std::floor(value + 0.5));
}

/// The outputs that bounds of an activation stand for.
Range quantized_bounds(const ConvTransposeDesc& desc) {
    const Quantization& q = desc.quantization;
    const Range type = range_of(output_dtype(desc)), real = bounds_of(desc);
    const auto quantized = [&](double bound) {
        if (std::isinf(bound)) return bound < 0 ? type.least : type.most;
        const double units = std::clamp(as_float(bound / static_cast<double>(q.output_scale)), -1e6, 1e6);
        const std::int64_t nearest =
            q.rounding == Rounding::gemmlowp ? rounded_away(units) : rounded_nearest_even(units);
        return std::clamp(static_cast<double>(nearest + q.output_zero_point), type.least, type.most);
    };
    return {quantized(real.least), quantized(real.most)};
}

/// As 32 bits hold it.
std::int64_t wrapped(std::int64_t value) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
}

}  // namespace

std::int64_t rounded_nearest_even(double value) {
    const double below = std::floor(value);
    const double rest = value - below;
    const auto low = static_cast<std::int64_t>(below);
    if (rest != 0.5) return rest < 0.5 ? low : low + 1;
    return low % 2 == 0 ? low : low + 1;
}

std::int64_t rounded_by_gemmlowp(std::int64_t sum, double real_multiplier) {
    int e = 0;
    const double q = std::frexp(real_multiplier, &e);
    std::int64_t mantissa = rounded_away(q * 2147483648.0);
    if (mantissa == std::int64_t{1} << 31) {
        mantissa /= 2;
        e += 1;
    }
    if (e < -31) mantissa = e = 0;
    constexpr int kMostShift = 60;
    const Wide product = Wide{sum} * (Wide{1} << std::min(std::max(e, 0), kMostShift)) * mantissa;
    const Wide biased = product + (Wide{1} << 30), unit = Wide{1} << 31;
    Wide high = biased / unit;
    if (biased % unit < 0) high -= 1;  // the floor
    const Wide divisor = Wide{1} << std::max(-e, 0);
    const Wide magnitude = (2 * (high < 0 ? -high : high) + divisor) / (2 * divisor);
    const Wide result = high < 0 ? -magnitude : magnitude;
    constexpr std::int64_t kFar = std::int64_t{1} << 40;
    return result > kFar ? kFar : result < -kFar ? -kFar : static_cast<std::int64_t>(result);
}

std::vector<double> quantized_conv_transpose(const ConvTransposeDesc& desc,
                                             const QuantizedOperands& operands) {
    const Quantization& q = desc.quantization;
    const DType type = output_dtype(desc);
    const bool float_bias = q.bias_dtype == DType::float32;
    const std::vector<std::int64_t> sums = sums_of(desc, operands);
    std::vector<double> outputs(sums.size());
    const Layout out = dense_output_layout(desc);
    const Range real = bounds_of(desc);
    const Range bounds = type == DType::float32 ? real : quantized_bounds(desc);
    for_each_element(out, desc.data_format, [&](std::int64_t n, const Three& at, std::int64_t co) {
        const auto i = static_cast<std::size_t>(out.offset(n, at, co));
        std::int64_t sum = sums[i];
        double real_bias = 0;
        if (operands.bias != nullptr && float_bias) {
            real_bias = static_cast<double>(element_at<float>(operands.bias, co));
        } else if (operands.bias != nullptr) {
            sum = wrapped(sum + element_at<std::int32_t>(operands.bias, co));
        }
        if (type == DType::int32) {
            outputs[i] = static_cast<double>(
                desc.activation == Activation::relu ? std::max<std::int64_t>(sum, 0) : sum);
            return;
        }
        const auto sx = static_cast<double>(q.input_scale), sy = static_cast<double>(q.output_scale);
        const auto sw = static_cast<double>(
            operands.scales[operands.scales.size() == 1 ? 0 : static_cast<std::size_t>(co)]);
        const double as_sum = as_float(static_cast<double>(sum));
        const double scale = as_float(sx * sw);
        double value = 0;
        if (float_bias || type == DType::float32) {
            value = as_float(as_sum * scale);
            if (float_bias) value = as_float(value + real_bias);
            if (type == DType::float32) {
                outputs[i] = std::clamp(value, bounds.least, bounds.most);
                return;
            }
            value = as_float(value / sy);
        } else {
            value = as_float(as_sum * as_float(scale / sy));
        }
        const std::int64_t rounded = q.rounding == Rounding::gemmlowp
                                         ? rounded_by_gemmlowp(sum, sx * sw / sy)
                                         : rounded_nearest_even(std::clamp(value, -1e9, 1e9));
        outputs[i] =
            std::clamp(static_cast<double>(rounded + q.output_zero_point), bounds.least, bounds.most);
    });
    return outputs;
}

}  // namespace convt::reference
