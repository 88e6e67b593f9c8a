#include "reference/quantized.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

#include "reference/elements.hpp"
#include "reference/layout.hpp"
#include "reference/wanted.hpp"

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

template <typename T>
T element_at(const void* data, std::int64_t i) {
    T value;
    std::memcpy(&value, static_cast<const char*>(data) + i * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
    return value;
}

/// Inputs without their zero point, where they lie.
std::vector<std::int32_t> centred(const ConvTransposeDesc& desc, const void* inputs) {
    std::vector<std::int32_t> values(static_cast<std::size_t>(input_layout(desc).extent()));
    const ConstElements elements(desc.dtype, inputs, values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<std::int32_t>(elements[i]) - desc.quantization.input_zero_point;
    return values;
}

/// Scatters every input through the kernel, to the outputs that are wanted.
class Scatter {
public:
    Scatter(const ConvTransposeDesc& desc, const QuantizedOperands& operands,
            std::span<const std::int64_t> numbers)
        : in_(input_layout(desc)),
          out_(dense_output_layout(desc)),
          stride_(to_three(desc.rank, desc.strides, 1)),
          dilation_(to_three(desc.rank, desc.dilation_rate, 1)),
          crop_(to_three(desc.rank, desc.crop_left, 0)),
          in_group_(desc.in_channels / desc.groups),
          out_group_(desc.out_channels / desc.groups),
          inputs_(centred(desc, operands.inputs)),
          kernel_(operands.kernel),
          wanted_(out_, desc.data_format, numbers),
          sums_(numbers.size()) {
        if (sums_.empty() || in_.count() == 0) return;
        const Three kernel = to_three(desc.rank, desc.kernel_size, 1);
        Layout positions = in_;
        positions.channels = 1;
        for_each_element(positions, desc.data_format, [&](std::int64_t n, const Three& at, std::int64_t) {
            for (std::int64_t tap = 0; tap < kernel[0] * kernel[1] * kernel[2]; ++tap) {
                spread(n, at, tap,
                       {tap / kernel[2] / kernel[1], tap / kernel[2] % kernel[1], tap % kernel[2]});
            }
        });
    }
    [[nodiscard]] const std::vector<std::int64_t>& sums() const { return sums_; }

private:
    void spread(std::int64_t n, const Three& at, std::int64_t tap, const Three& k) {
        Three o{};
        for (std::size_t d = 0; d < 3; ++d) {
            o[d] = at[d] * stride_[d] + k[d] * dilation_[d] - crop_[d];
            if (o[d] < 0 || o[d] >= out_.spatial[d]) return;
        }
        for (const Wanted::Output& output : wanted_.at(n, o)) {
            const std::int64_t first = output.channel / out_group_ * in_group_;
            const std::int32_t* const x = inputs_.data() + in_.offset(n, at, first);
            const std::int8_t* const w = kernel_ + (tap * out_.channels + output.channel) * in_group_;
            std::int64_t sum = 0;
            for (std::int64_t ci = 0; ci < in_group_; ++ci)
                sum += std::int64_t{x[ci * in_.channel_stride]} * w[ci];
            sums_[output.place] += sum;
        }
    }

    Layout in_, out_;
    Three stride_, dilation_, crop_;
    std::int64_t in_group_, out_group_;
    std::vector<std::int32_t> inputs_;
    const std::int8_t* kernel_;
    Wanted wanted_;
    std::vector<std::int64_t> sums_;
};

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

/// What a sum without bias stands for beside real numbers, before it is rounded to units of the outputs.
double real_of(const ConvTransposeDesc& desc, std::int64_t sum, double kernel_scale, double real_bias) {
    const Quantization& q = desc.quantization;
    const auto sx = static_cast<double>(q.input_scale), sy = static_cast<double>(q.output_scale);
    const double as_sum = as_float(static_cast<double>(sum));
    const double scale = as_float(sx * kernel_scale);
    const bool float_bias = q.bias_dtype == DType::float32, floats = output_dtype(desc) == DType::float32;
    if (!float_bias && !floats) return as_float(as_sum * as_float(scale / sy));
    double value = as_float(as_sum * scale);
    if (float_bias) value = as_float(value + real_bias);
    return floats ? value : as_float(value / sy);
}

/// The output of a channel whose products sum up to so much.
double output_of(const ConvTransposeDesc& desc, const QuantizedOperands& operands, std::int64_t sum,
                 std::int64_t channel) {
    const Quantization& q = desc.quantization;
    const DType type = output_dtype(desc);
    double real_bias = 0;
    if (operands.bias != nullptr && q.bias_dtype == DType::float32) {
        real_bias = static_cast<double>(element_at<float>(operands.bias, channel));
    } else if (operands.bias != nullptr) {
        sum = wrapped(sum + element_at<std::int32_t>(operands.bias, channel));
    }
    if (type == DType::int32) {
        return static_cast<double>(desc.activation == Activation::relu ? std::max<std::int64_t>(sum, 0)
                                                                       : sum);
    }
    const bool one = operands.scales.size() == 1;
    const auto sw = static_cast<double>(operands.scales[one ? 0 : static_cast<std::size_t>(channel)]);
    const double value = real_of(desc, sum, sw, real_bias);
    const Range bounds = type == DType::float32 ? bounds_of(desc) : quantized_bounds(desc);
    if (type == DType::float32) return std::clamp(value, bounds.least, bounds.most);
    const double multiplier = static_cast<double>(q.input_scale) * sw / static_cast<double>(q.output_scale);
    const std::int64_t rounded = q.rounding == Rounding::gemmlowp
                                     ? rounded_by_gemmlowp(sum, multiplier)
                                     : rounded_nearest_even(std::clamp(value, -1e9, 1e9));
    return std::clamp(static_cast<double>(rounded + q.output_zero_point), bounds.least, bounds.most);
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
    std::vector<std::int64_t> all(static_cast<std::size_t>(dense_output_layout(desc).count()));
    std::iota(all.begin(), all.end(), 0);
    return quantized_conv_transpose_at(desc, operands, all);
}

std::vector<double> quantized_conv_transpose_at(const ConvTransposeDesc& desc,
                                                const QuantizedOperands& operands,
                                                std::span<const std::int64_t> numbers) {
    const Scatter scatter(desc, operands, numbers);
    const std::int64_t pixels = std::accumulate(
        desc.out_spatial.begin(), desc.out_spatial.begin() + desc.rank, std::int64_t{1}, std::multiplies<>());
    const bool last = desc.data_format == DataFormat::channels_last;
    std::vector<double> outputs(numbers.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const std::int64_t channel = (last ? numbers[i] : numbers[i] / pixels) % desc.out_channels;
        outputs[i] = output_of(desc, operands, scatter.sums()[i], channel);
    }
    return outputs;
}

}  // namespace convt::reference
