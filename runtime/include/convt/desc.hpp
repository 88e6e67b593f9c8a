#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "convt/status.hpp"

namespace convt {

/// The largest number of spatial dimensions.
inline constexpr int kMaxRank = 3;

/// A spatial size that nobody has stated, which validate() refuses.
inline constexpr std::int64_t kUnset = -1;

/// Element types. This build serves float32, float16, bfloat16, float64, and quantised inputs of int8 and
/// uint8 (Quantization), beside which int32 is a type of bias and outputs. float16 and bfloat16 are types of
/// storage: sums and activation are float32, and an output is rounded once, to nearest even
/// (docs/element-types.md).
enum class DType : std::uint8_t { float32, float16, bfloat16, float64, int8, uint8, int32 };

/// Order of a tensor's axes: channels_last is (batch, spatial…, channels), channels_first is
/// (batch, channels, spatial…).
enum class DataFormat : std::uint8_t { channels_last, channels_first };

/// Keras's padding modes.
enum class Padding : std::uint8_t { valid, same };

/// Function applied to every output after the bias.
enum class Activation : std::uint8_t {
    none,
    relu,
    relu6,
    /// v < 0 ? v * activation_alpha : v
    leaky_relu,
    tanh,
    sigmoid,
    /// min(max(v, activation_min), activation_max)
    clamp,
    /// v * min(max(v / 6 + 1/2, 0), 1)
    hard_swish,
    /// v < 0 ? v * slopes[co] : v, with slopes that each run brings (Plan::run)
    prelu,
};

/// How outputs of int8 and uint8 are rounded.
enum class Rounding : std::uint8_t {
    /// Once, to nearest even, in float32: the rule of XNNPACK, PyTorch and ONNX's QuantizeLinear.
    nearest_even,
    /// Twice, in integers, halves away from zero at last: gemmlowp's rule, which TensorFlow Lite's reference
    /// has.
    gemmlowp,
};

/// What 8-bit integers stand for, (integer - zero point) * scale, beside the scales of the kernel that
/// Plan::pack takes. A kernel's integers are int8 with a zero point of 0. docs/quantization.md has the
/// formulae that outputs equal bit for bit.
struct Quantization {
    std::int32_t input_zero_point = 0;   ///< a value of the inputs' type
    std::int32_t output_zero_point = 0;  ///< a value of the outputs' type; 0 for int32 and float32
    float input_scale = 1;               ///< above 0
    float output_scale = 1;              ///< above 0; 1 for int32 and float32
    Rounding rounding = Rounding::nearest_even;
    /// int32: in units of input_scale * kernel scale, added to the sums. float32: added to what the sums
    /// stand for, as PyTorch does.
    DType bias_dtype = DType::int32;
};

/// One value per spatial dimension, outermost first, or one value for all of them.
class Dims {
public:
    Dims(std::int64_t all) noexcept : count_(1) { values_[0] = all; }
    Dims(int all) noexcept : Dims(static_cast<std::int64_t>(all)) {}
    Dims(std::initializer_list<std::int64_t> values) noexcept {
        for (std::int64_t value : values) push(value);
    }
    explicit Dims(const std::vector<std::int64_t>& values) noexcept {
        for (std::int64_t value : values) push(value);
    }
    /// Number of values given. More than kMaxRank values are counted, not stored.
    [[nodiscard]] int count() const noexcept { return count_; }
    /// Value for dimension `d`; a single value stands for every dimension.
    [[nodiscard]] std::int64_t operator[](int d) const noexcept {
        return values_[static_cast<std::size_t>(count_ == 1 ? 0 : d)];
    }

private:
    void push(std::int64_t value) noexcept {
        if (count_ < kMaxRank) values_[static_cast<std::size_t>(count_)] = value;
        ++count_;
    }
    std::array<std::int64_t, kMaxRank> values_{};
    int count_ = 0;
};

/// A transposed convolution, fully stated. Every front end (Keras, PyTorch, ONNX, TensorFlow) maps to it.
///
/// Per spatial dimension, with s = strides, d = dilation_rate, k the position in the kernel:
///
///     outputs[n, o, co] = act(bias[co] + sum over i, k, ci with o = s*i + k*d - crop_left, of
///                             inputs[n, i, ci] * kernel[k, co, ci])         0 <= o < out_spatial
///
/// The kernel is not flipped. crop_right is implied by out_spatial and may be negative: outputs that no
/// input reaches are act(bias). Arrays hold `rank` values, outermost dimension first; entries beyond are
/// ignored.
struct ConvTransposeDesc {
    int rank = 2;
    /// Of inputs and kernel, and of bias and slopes but for these: inputs of float16 and bfloat16 have
    /// float32 bias and slopes, and the kernel of inputs of uint8 is of int8.
    DType dtype = DType::float32;
    /// Of the outputs, where it is another: inputs of float16 and bfloat16 may have outputs of float32; int8
    /// and uint8 inputs have outputs of int8, uint8, int32 (the sums) or float32.
    std::optional<DType> output_dtype = std::nullopt;
    Quantization quantization = {};  ///< of int8 and uint8 inputs; as by default for others
    /// Of the outputs, and of the inputs unless input_strides say the other one.
    DataFormat data_format = DataFormat::channels_last;
    std::int64_t batch = 1;
    std::int64_t in_channels = 1;   ///< of the whole tensor; a multiple of groups
    std::int64_t out_channels = 1;  ///< of the whole tensor; a multiple of groups
    /// Input block g of in_channels/groups channels feeds output block g of out_channels/groups channels.
    std::int64_t groups = 1;
    /// To be stated, as is out_spatial, which keras_desc, pytorch_desc and onnx_desc compute.
    std::array<std::int64_t, kMaxRank> in_spatial{kUnset, kUnset, kUnset};
    std::array<std::int64_t, kMaxRank> kernel_size{1, 1, 1};
    std::array<std::int64_t, kMaxRank> strides{1, 1, 1};
    std::array<std::int64_t, kMaxRank> dilation_rate{1, 1, 1};
    /// Outputs cut off at the front, at least 0.
    std::array<std::int64_t, kMaxRank> crop_left{0, 0, 0};
    std::array<std::int64_t, kMaxRank> out_spatial{kUnset, kUnset, kUnset};
    Activation activation = Activation::none;
    /// Rounded to the type of sums: float for float32.
    double activation_alpha = 0.01;
    double activation_min = 0;
    double activation_max = 6;
    /// Distance in elements between neighbours along batch, spatial… (rank values, outermost first) and
    /// channels of the inputs; 0 everywhere means dense. The innermost axis (channels, or the last spatial
    /// axis for channels_first) must have stride 1. Same for the outputs. Where the inputs' other axis of
    /// these two has stride 1 and the innermost one of data_format has not, the inputs are in the other
    /// order: dense_input_strides() sets that.
    struct Strides {
        std::int64_t batch = 0;
        std::array<std::int64_t, kMaxRank> spatial{0, 0, 0};
        std::int64_t channels = 0;
    };
    Strides input_strides;
    Strides output_strides;
};

/// Checks every rule that a descriptor has to keep and returns the first one broken.
///
/// @return ok, invalid_argument, unsupported (element type without kernels) or too_large.
[[nodiscard]] Status validate(const ConvTransposeDesc& desc) noexcept;

/// The element type of a descriptor's outputs.
[[nodiscard]] constexpr DType output_dtype(const ConvTransposeDesc& desc) noexcept {
    return desc.output_dtype.value_or(desc.dtype);
}

/// Strides of inputs without gaps in the order of `format`, for input_strides: inputs and outputs may be in
/// different orders. The sizes of `desc` must be set before; its strides are not read.
///
///     desc.data_format = DataFormat::channels_last;  // of the outputs
///     desc.input_strides = dense_input_strides(desc, DataFormat::channels_first);
[[nodiscard]] ConvTransposeDesc::Strides dense_input_strides(const ConvTransposeDesc& desc,
                                                             DataFormat format) noexcept;

/// The order of a valid descriptor's inputs: its data_format, or the other one where input_strides say so.
[[nodiscard]] DataFormat inputs_format(const ConvTransposeDesc& desc) noexcept;

/// Multiply-adds that reach an output: the count that GFLOP/s are quoted from.
[[nodiscard]] std::int64_t useful_macs(const ConvTransposeDesc& desc) noexcept;

/// Builds the descriptor of `keras.ops.conv_transpose(inputs, kernel, strides, padding, output_padding,
/// data_format, dilation_rate)` from the shapes of its arguments.
///
/// @param inputs_shape   (batch, spatial…, in_channels) or (batch, in_channels, spatial…)
/// @param kernel_shape   (spatial…, out_channels, in_channels) for both data formats
/// @param strides        at least 1; one value or one per dimension. Strides and dilation may both exceed 1.
/// @param padding        valid or same
/// @param output_padding absent (None) is different from 0; each value must be in [0, stride)
/// @param dilation_rate  at least 1
/// @return the descriptor, invalid_argument or too_large
[[nodiscard]] Result<ConvTransposeDesc> keras_desc(const std::vector<std::int64_t>& inputs_shape,
                                                   const std::vector<std::int64_t>& kernel_shape,
                                                   Dims strides = 1, Padding padding = Padding::valid,
                                                   std::optional<Dims> output_padding = std::nullopt,
                                                   DataFormat data_format = DataFormat::channels_last,
                                                   Dims dilation_rate = 1) noexcept;

/// Shape of the outputs of `desc`, in the order of its data_format.
[[nodiscard]] std::vector<std::int64_t> outputs_shape(const ConvTransposeDesc& desc);

}  // namespace convt
