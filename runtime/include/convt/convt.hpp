#pragma once

/// convt: transposed convolution on CPUs. Include this header for the whole C++ API.

#include <cstdint>
#include <optional>
#include <vector>

#include "convt/context.hpp"
#include "convt/desc.hpp"
#include "convt/frameworks.hpp"
#include "convt/gradients.hpp"
#include "convt/plan.hpp"
#include "convt/status.hpp"
#include "convt/tuning.hpp"
#include "convt/version.h"

namespace convt {

/// An element of DType::float16 (IEEE 754 binary16) or DType::bfloat16, by its bits: arrays of any other type
/// that has the same bits may be cast to these.
struct Float16 {
    std::uint16_t bits;
};
struct BFloat16 {
    std::uint16_t bits;
};

/// A dense tensor that somebody else owns, of float, double, Float16 or BFloat16 elements.
template <class T>
struct TensorViewOf {
    const T* data = nullptr;
    std::vector<std::int64_t> shape;
};
using TensorView = TensorViewOf<float>;

/// A dense tensor that somebody else owns and that is written to.
template <class T>
struct TensorSpanOf {
    T* data = nullptr;
    std::vector<std::int64_t> shape;
};

/// A dense tensor of float, double, Float16 or BFloat16 elements.
template <class T>
struct TensorOf {
    std::vector<T> data;
    std::vector<std::int64_t> shape;

    operator TensorViewOf<T>() const { return {data.data(), shape}; }
};
using Tensor = TensorOf<float>;

/// Computes `keras.ops.conv_transpose` in one call, with Keras's argument names, defaults and meaning.
///
/// @param inputs         (batch, spatial…, in_channels), or (batch, in_channels, spatial…) for channels_first
/// @param kernel         (spatial…, out_channels, in_channels)
/// @param strides        one value or one per spatial dimension
/// @param output_padding absent (None) is different from 0
/// @return the outputs, or invalid_argument, too_large, out_of_memory
///
/// The kernel is an argument: plans are cached by problem and chosen so that packing it and running take
/// least time together. Programs that run one kernel many times should keep a Plan, a PackedKernel and a
/// Context. May be called from many threads at once: one call at a time has all CPUs, others work on their
/// own thread alone.
[[nodiscard]] Result<Tensor> conv_transpose(const TensorView& inputs, const TensorView& kernel,
                                            Dims strides = 1, Padding padding = Padding::valid,
                                            std::optional<Dims> output_padding = std::nullopt,
                                            DataFormat data_format = DataFormat::channels_last,
                                            Dims dilation_rate = 1) noexcept;

/// The same for tensors of other elements.
[[nodiscard]] Result<TensorOf<double>> conv_transpose(const TensorViewOf<double>& inputs,
                                                      const TensorViewOf<double>& kernel, Dims strides = 1,
                                                      Padding padding = Padding::valid,
                                                      std::optional<Dims> output_padding = std::nullopt,
                                                      DataFormat data_format = DataFormat::channels_last,
                                                      Dims dilation_rate = 1) noexcept;
[[nodiscard]] Result<TensorOf<Float16>> conv_transpose(const TensorViewOf<Float16>& inputs,
                                                       const TensorViewOf<Float16>& kernel, Dims strides = 1,
                                                       Padding padding = Padding::valid,
                                                       std::optional<Dims> output_padding = std::nullopt,
                                                       DataFormat data_format = DataFormat::channels_last,
                                                       Dims dilation_rate = 1) noexcept;
[[nodiscard]] Result<TensorOf<BFloat16>> conv_transpose(const TensorViewOf<BFloat16>& inputs,
                                                        const TensorViewOf<BFloat16>& kernel,
                                                        Dims strides = 1, Padding padding = Padding::valid,
                                                        std::optional<Dims> output_padding = std::nullopt,
                                                        DataFormat data_format = DataFormat::channels_last,
                                                        Dims dilation_rate = 1) noexcept;

/// The same into the caller's memory, in a context of the caller's.
///
/// @param outputs of the shape outputs_shape(keras_desc(…)); must not overlap the others
/// @param context null: as conv_transpose() has it, one shared set of threads or the calling thread alone
/// @return ok, or invalid_argument, too_large, out_of_memory
[[nodiscard]] Status conv_transpose_into(const TensorSpanOf<float>& outputs, const TensorView& inputs,
                                         const TensorView& kernel, Dims strides = 1,
                                         Padding padding = Padding::valid,
                                         std::optional<Dims> output_padding = std::nullopt,
                                         DataFormat data_format = DataFormat::channels_last,
                                         Dims dilation_rate = 1, Context* context = nullptr) noexcept;
[[nodiscard]] Status conv_transpose_into(const TensorSpanOf<double>& outputs,
                                         const TensorViewOf<double>& inputs,
                                         const TensorViewOf<double>& kernel, Dims strides = 1,
                                         Padding padding = Padding::valid,
                                         std::optional<Dims> output_padding = std::nullopt,
                                         DataFormat data_format = DataFormat::channels_last,
                                         Dims dilation_rate = 1, Context* context = nullptr) noexcept;
[[nodiscard]] Status conv_transpose_into(const TensorSpanOf<Float16>& outputs,
                                         const TensorViewOf<Float16>& inputs,
                                         const TensorViewOf<Float16>& kernel, Dims strides = 1,
                                         Padding padding = Padding::valid,
                                         std::optional<Dims> output_padding = std::nullopt,
                                         DataFormat data_format = DataFormat::channels_last,
                                         Dims dilation_rate = 1, Context* context = nullptr) noexcept;
[[nodiscard]] Status conv_transpose_into(const TensorSpanOf<BFloat16>& outputs,
                                         const TensorViewOf<BFloat16>& inputs,
                                         const TensorViewOf<BFloat16>& kernel, Dims strides = 1,
                                         Padding padding = Padding::valid,
                                         std::optional<Dims> output_padding = std::nullopt,
                                         DataFormat data_format = DataFormat::channels_last,
                                         Dims dilation_rate = 1, Context* context = nullptr) noexcept;

}  // namespace convt
