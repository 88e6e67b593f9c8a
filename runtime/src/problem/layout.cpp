#include "problem/layout.hpp"

#include <limits>

namespace convt::detail {
namespace {

/// Sizes are checked after their strides are known, so a product may be too large: then it stays so.
std::int64_t product(std::int64_t a, std::int64_t b) noexcept {
    std::int64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::numeric_limits<std::int64_t>::max() : result;
}

TensorStrides dense(const ConvTransposeDesc& desc, std::int64_t channels,
                    const std::array<std::int64_t, kMaxRank>& spatial) noexcept {
    TensorStrides strides;
    const bool last = desc.data_format == DataFormat::channels_last;
    std::int64_t step = last ? channels : 1;
    for (int d = desc.rank - 1; d >= 0; --d) {
        strides.spatial[static_cast<std::size_t>(d)] = step;
        step = product(step, spatial[static_cast<std::size_t>(d)]);
    }
    strides.channels = last ? 1 : step;
    strides.batch = last ? step : product(step, channels);
    return strides;
}

TensorStrides strides_of(const ConvTransposeDesc& desc, const ConvTransposeDesc::Strides& given,
                         std::int64_t channels, const std::array<std::int64_t, kMaxRank>& spatial) noexcept {
    if (is_dense(given, desc.rank)) return dense(desc, channels, spatial);
    return {given.batch, given.channels, given.spatial};
}

}  // namespace

bool is_dense(const ConvTransposeDesc::Strides& strides, int rank) noexcept {
    bool zero = strides.batch == 0 && strides.channels == 0;
    for (int d = 0; d < rank; ++d) zero = zero && strides.spatial[static_cast<std::size_t>(d)] == 0;
    return zero;
}

TensorStrides input_strides(const ConvTransposeDesc& desc) noexcept {
    return strides_of(desc, desc.input_strides, desc.in_channels, desc.in_spatial);
}

TensorStrides output_strides(const ConvTransposeDesc& desc) noexcept {
    return strides_of(desc, desc.output_strides, desc.out_channels, desc.out_spatial);
}

}  // namespace convt::detail
