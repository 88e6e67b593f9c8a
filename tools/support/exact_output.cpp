#include "support/exact_output.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace convt::tools {
namespace {

using Values = std::array<std::int64_t, kMaxRank>;

/// Where an output lies; spatial has trailing zeros beyond the rank.
struct Position {
    std::int64_t batch = 0, channel = 0;
    Values spatial{};
};

/// A kernel tap and the input that it meets, along one dimension.
struct Tap {
    std::int64_t kernel, input;
};

Position locate(const ConvTransposeDesc& desc, std::int64_t index) {
    Position position;
    auto take = [&index](std::int64_t extent) {
        const std::int64_t value = index % extent;
        index /= extent;
        return value;
    };
    const bool channels_last = desc.data_format == DataFormat::channels_last;
    if (channels_last) position.channel = take(desc.out_channels);
    for (int d = desc.rank - 1; d >= 0; --d) position.spatial[d] = take(desc.out_spatial[d]);
    if (!channels_last) position.channel = take(desc.out_channels);
    position.batch = index;
    return position;
}

std::vector<Tap> taps_along(const ConvTransposeDesc& desc, int d, std::int64_t output) {
    if (d >= desc.rank) return {{0, 0}};
    std::vector<Tap> taps;
    for (std::int64_t k = 0; k < desc.kernel_size[d]; ++k) {
        const std::int64_t scaled = output + desc.crop_left[d] - k * desc.dilation_rate[d];
        if (scaled < 0 || scaled % desc.strides[d] != 0) continue;
        if (const std::int64_t i = scaled / desc.strides[d]; i < desc.in_spatial[d]) taps.push_back({k, i});
    }
    return taps;
}

/// Index of a spatial position in row-major order.
std::int64_t flatten(int rank, const Values& extents, const Values& at) {
    std::int64_t flat = 0;
    for (int d = 0; d < rank; ++d) flat = flat * extents[d] + at[d];
    return flat;
}

class Accumulator {
public:
    Accumulator(const ConvTransposeDesc& desc, const float* inputs, const float* kernel, const Position& at)
        : desc_(desc), inputs_(inputs), kernel_(kernel), at_(at) {
        for (int d = 0; d < desc.rank; ++d) pixels_ *= desc.in_spatial[d];
    }

    /// Adds the products of all channels of the group at one tap.
    void add(const Values& tap, const Values& pixel) {
        const std::int64_t group_in = desc_.in_channels / desc_.groups;
        const std::int64_t group = at_.channel / (desc_.out_channels / desc_.groups);
        const std::int64_t pixel_flat = flatten(desc_.rank, desc_.in_spatial, pixel);
        const std::int64_t tap_flat = flatten(desc_.rank, desc_.kernel_size, tap);
        const float* w = kernel_ + (tap_flat * desc_.out_channels + at_.channel) * group_in;
        const bool channels_last = desc_.data_format == DataFormat::channels_last;
        const std::int64_t step = channels_last ? 1 : pixels_;
        const float* x = inputs_ + at_.batch * pixels_ * desc_.in_channels + group * group_in * step +
                         pixel_flat * (channels_last ? desc_.in_channels : 1);
        for (std::int64_t c = 0; c < group_in; ++c) {
            const double product = static_cast<double>(x[c * step]) * w[c];
            sum_ += product;
            magnitude_ += std::fabs(product);
        }
        products_ += group_in;
    }

    [[nodiscard]] ExactOutput result() const {
        const double ulps = 2 * std::sqrt(static_cast<double>(products_)) + 8;
        return {sum_, ulps * 0x1p-24 * magnitude_};
    }

private:
    const ConvTransposeDesc& desc_;
    const float* inputs_;
    const float* kernel_;
    const Position& at_;
    std::int64_t pixels_ = 1, products_ = 0;
    double sum_ = 0, magnitude_ = 0;
};

}  // namespace

ExactOutput exact_output(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                         std::int64_t index) {
    const Position at = locate(desc, index);
    Accumulator accumulator(desc, inputs, kernel, at);
    const auto inner_taps = taps_along(desc, 2, at.spatial[2]);
    const auto middle_taps = taps_along(desc, 1, at.spatial[1]);
    for (const Tap& a : taps_along(desc, 0, at.spatial[0])) {
        for (const Tap& b : middle_taps) {
            for (const Tap& c : inner_taps) {
                accumulator.add({a.kernel, b.kernel, c.kernel}, {a.input, b.input, c.input});
            }
        }
    }
    return accumulator.result();
}

}  // namespace convt::tools
