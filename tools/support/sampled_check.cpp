#include "support/sampled_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

ExactSample::ExactSample(const ConvTransposeDesc& desc, const float* inputs, const float* kernel) {
    const std::int64_t count = output_count(desc);
    if (count == 0) return;
    const std::int64_t samples = sample_count(desc, count);
    sample_.reserve(static_cast<std::size_t>(samples));
    for (std::int64_t i = 0; i < samples; ++i) {
        const std::int64_t index = sample_index(i, samples, count);
        sample_.push_back({index, exact_output(desc, inputs, kernel, index)});
        largest_bound_ = std::max(largest_bound_, sample_.back().exact.bound);
    }
}

SampledCheck ExactSample::check(const float* outputs, Algorithm algorithm) const {
    SampledCheck check;
    check.outputs_checked = static_cast<std::int64_t>(sample_.size());
    for (const Output& output : sample_) {
        const double error = std::fabs(outputs[output.index] - output.exact.value);
        const double bound =
            algorithm == Algorithm::winograd ? kFastFactor * largest_bound_ : output.exact.bound;
        check.max_error_over_bound = std::max(check.max_error_over_bound, over(error, bound));
    }
    return check;
}

SampledCheck check_outputs(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                           const float* outputs, Algorithm algorithm) {
    return ExactSample(desc, inputs, kernel).check(outputs, algorithm);
}

}  // namespace convt::tools
