#include "bilinear.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "reference/error_bound.hpp"

namespace demo {
namespace {

constexpr int kChannels = 3;

/// The lower of the two pixels around an upsampled position, and the share of the upper one.
struct Neighbours {
    int lower;
    double upper_share;
};

/// Pixels are squares, so their centres lie at half-integers at both resolutions.
Neighbours neighbours(int position, int factor) {
    const double at = (position + 0.5) / factor - 0.5;
    const double lower = std::floor(at);
    return {static_cast<int>(lower), at - lower};
}

double pixel(const Image& image, int y, int x, int c) {
    if (y < 0 || y >= image.height || x < 0 || x >= image.width) return 0;
    return image.pixels[(static_cast<std::size_t>(y) * image.width + x) * kChannels + c];
}

double interpolate(const Image& image, const Neighbours& y, const Neighbours& x, int c) {
    const double top =
        std::lerp(pixel(image, y.lower, x.lower, c), pixel(image, y.lower, x.lower + 1, c), x.upper_share);
    const double bottom = std::lerp(pixel(image, y.lower + 1, x.lower, c),
                                    pixel(image, y.lower + 1, x.lower + 1, c), x.upper_share);
    return std::lerp(top, bottom, y.upper_share);
}

}  // namespace

std::vector<float> bilinear_kernel(int factor, int out_channels, int in_channels) {
    const int size = 2 * factor;
    auto filter = [&](int k) {
        return 1.0F - std::fabs(static_cast<float>(2 * k + 1 - size)) / static_cast<float>(size);
    };
    std::vector<float> kernel;
    for (int ky = 0; ky < size; ++ky) {
        for (int kx = 0; kx < size; ++kx) {
            for (int co = 0; co < out_channels; ++co) {
                for (int ci = 0; ci < in_channels; ++ci) {
                    const bool own_channel = in_channels == 1 || ci == co;
                    kernel.push_back(own_channel ? filter(ky) * filter(kx) : 0.0F);
                }
            }
        }
    }
    return kernel;
}

double error_over_bound(const Image& photograph, const Image& upsampled, int factor, int products) {
    double worst = 0;
    const float* got = upsampled.pixels.data();
    for (int y = 0; y < upsampled.height; ++y) {
        const Neighbours rows = neighbours(y, factor);
        for (int x = 0; x < upsampled.width; ++x) {
            const Neighbours columns = neighbours(x, factor);
            for (int c = 0; c < kChannels; ++c) {
                // No product is negative, so the exact value is also the sum of magnitudes.
                const double exact = interpolate(photograph, rows, columns, c);
                const double error = std::fabs(*got++ - exact);
                if (error == 0) continue;
                const double ratio =
                    error / convt::reference::sum_bound(convt::DType::float32, exact, products);
                worst = std::max(worst, std::isnan(ratio) ? std::numeric_limits<double>::infinity() : ratio);
            }
        }
    }
    return worst;
}

}  // namespace demo
