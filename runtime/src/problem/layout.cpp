#include "problem/layout.hpp"

#include <limits>

namespace convt::detail {
namespace {

/// Sizes are checked after their strides are known, so a product may be too large: then it stays so.
std::int64_t product(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::numeric_limits<std::int64_t>::max() : result;
}

TensorStrides dense(int rank, DataFormat format, std::int64_t channels,
                    const std::array<std::int64_t, kMaxRank>& spatial) noexcept {
    TensorStrides strides;
    const bool last = format == DataFormat::channels_last;
    std::int64_t step = last ? channels : 1;
    for (int d = rank - 1; d >= 0; --d) {
        strides.spatial[static_cast<std::size_t>(d)] = step;
        step = product(step, spatial[static_cast<std::size_t>(d)]);
    }
    strides.channels = last ? 1 : step;
    strides.batch = last ? step : product(step, channels);
    return strides;
}

TensorStrides strides_of(const ConvTransposeDesc& desc, const ConvTransposeDesc::Strides& given,
                         std::int64_t channels, const std::array<std::int64_t, kMaxRank>& spatial) noexcept {
    if (is_dense(given, desc.rank)) return dense(desc.rank, desc.data_format, channels, spatial);
    return {given.batch, given.channels, given.spatial};
}

}  // namespace

bool is_dense(const ConvTransposeDesc::Strides& strides, int rank) noexcept {
    bool zero = strides.batch == 0 && strides.channels == 0;
    for (int d = 0; d < rank; ++d) zero = zero && strides.spatial[static_cast<std::size_t>(d)] == 0;
    return zero;
}

std::optional<InputLayout> input_layout(const ConvTransposeDesc& desc) noexcept {
    const auto x = static_cast<std::size_t>(desc.rank - 1);
    TensorStrides strides = strides_of(desc, desc.input_strides, desc.in_channels, desc.in_spatial);
    const auto innermost = [&](DataFormat format) -> std::int64_t& {
        return format == DataFormat::channels_last ? strides.channels : strides.spatial[x];
    };
    const auto one_element = [&](DataFormat format) {
        return (format == DataFormat::channels_last ? desc.in_channels : desc.in_spatial[x]) <= 1;
    };
    const DataFormat own = desc.data_format;
    const DataFormat other =
        own == DataFormat::channels_last ? DataFormat::channels_first : DataFormat::channels_last;
    if (is_dense(desc.input_strides, desc.rank) || innermost(own) == 1) return InputLayout{own, strides};
    // A single channel is its pixel in either order; as pixels, kernels read it where it lies.
    const bool pixels = own == DataFormat::channels_last && one_element(own);
    if (!pixels && innermost(other) == 1) return InputLayout{other, strides};
    for (const DataFormat format : {own, other}) {
        if (!one_element(format)) continue;
        innermost(format) = 1;
        return InputLayout{format, strides};
    }
    return std::nullopt;
}

TensorStrides output_strides(const ConvTransposeDesc& desc) noexcept {
    return strides_of(desc, desc.output_strides, desc.out_channels, desc.out_spatial);
}

}  // namespace convt::detail

namespace convt {

ConvTransposeDesc::Strides dense_input_strides(const ConvTransposeDesc& desc, DataFormat format) noexcept {
    const detail::TensorStrides strides = detail::dense(desc.rank, format, desc.in_channels, desc.in_spatial);
    return {strides.batch, strides.spatial, strides.channels};
}

DataFormat inputs_format(const ConvTransposeDesc& desc) noexcept {
    const auto layout = detail::input_layout(desc);
    return layout ? layout->format : desc.data_format;
}

}  // namespace convt
