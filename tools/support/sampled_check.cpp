#include "support/sampled_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/exact_output.hpp"

namespace convt::tools {
namespace {

constexpr std::int64_t kMaxSamples = 20000;
constexpr std::int64_t kMinSamples = 2000;
constexpr std::int64_t kMaxProducts = 100'000'000;
/// What a fast algorithm may lose against direct sums (docs/numerics.md).
constexpr double kFastFactor = 4;

std::int64_t output_count(const ConvTransposeDesc& desc) {
    std::int64_t count = desc.batch * desc.out_channels;
    for (int d = 0; d < desc.rank; ++d) count *= desc.out_spatial[d];
    return count;
}

std::int64_t sample_count(const ConvTransposeDesc& desc, std::int64_t outputs) {
    const std::int64_t products = std::max<std::int64_t>(1, useful_macs(desc) / outputs);
    return std::min(outputs, std::clamp(kMaxProducts / products, kMinSamples, kMaxSamples));
}

/// Position of sample `i` of `samples`: one in each equal part of the outputs, at a scrambled place within
/// it, as even steps could meet the same channel or phase every time.
std::int64_t sample_index(std::int64_t i, std::int64_t samples, std::int64_t outputs) {
    if (i == samples - 1) return outputs - 1;
    const std::int64_t begin = i * outputs / samples;
    const std::int64_t end = (i + 1) * outputs / samples;
    const auto scrambled = static_cast<std::uint64_t>(i) * 0x9E3779B97F4A7C15U >> 32;
    return begin + static_cast<std::int64_t>(scrambled) % (end - begin);
}

double over(double error, double bound) {
    if (error == 0) return 0;
    const double ratio = error / bound;
    return std::isnan(ratio) ? std::numeric_limits<double>::infinity() : ratio;
}

}  // namespace

SampledCheck check_outputs(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                           const float* outputs, Algorithm algorithm) {
    SampledCheck check;
    const std::int64_t count = output_count(desc);
    if (count == 0) return check;
    check.outputs_checked = sample_count(desc, count);
    std::vector<double> errors, bounds;
    for (std::int64_t i = 0; i < check.outputs_checked; ++i) {
        const std::int64_t index = sample_index(i, check.outputs_checked, count);
        const ExactOutput exact = exact_output(desc, inputs, kernel, index);
        errors.push_back(std::fabs(outputs[index] - exact.value));
        bounds.push_back(exact.bound);
    }
    if (algorithm == Algorithm::winograd) {
        const double largest = *std::max_element(bounds.begin(), bounds.end());
        std::fill(bounds.begin(), bounds.end(), kFastFactor * largest);
    }
    for (std::size_t i = 0; i < errors.size(); ++i) {
        check.max_error_over_bound = std::max(check.max_error_over_bound, over(errors[i], bounds[i]));
    }
    return check;
}

}  // namespace convt::tools
