#include "support/layers/sampled_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reference/elements.hpp"
#include "reference/error_bound.hpp"
#include "reference/oracle.hpp"
#include "reference/quantized.hpp"

namespace convt::tools {
namespace {

constexpr std::int64_t kMaxSamples = 20000;
constexpr std::int64_t kMinSamples = 2000;
constexpr std::int64_t kMaxProducts = 100'000'000;

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

ExactSample::ExactSample(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                         const void* slopes, float kernel_scale)
    : dtype_(output_dtype(desc)) {
    const std::int64_t count = output_count(desc);
    if (count == 0) return;
    const std::int64_t samples = sample_count(desc, count);
    std::vector<std::int64_t> numbers;
    for (std::int64_t i = 0; i < samples; ++i) numbers.push_back(sample_index(i, samples, count));
    if (reference::is_quantized(desc.dtype)) {
        add_integers(desc, inputs, kernel, kernel_scale, numbers);
    } else {
        add_floats(desc, inputs, kernel, slopes, numbers);
    }
}

void ExactSample::add_integers(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                               float kernel_scale, const std::vector<std::int64_t>& numbers) {
    const std::vector<double> exact = reference::quantized_conv_transpose_at(
        desc, {inputs, static_cast<const std::int8_t*>(kernel), {kernel_scale}, nullptr}, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) sample_.push_back({numbers[i], exact[i], 0});
}

void ExactSample::add_floats(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                             const void* slopes, const std::vector<std::int64_t>& numbers) {
    const auto exact = reference::conv_transpose_at(desc, inputs, kernel, nullptr, numbers, slopes);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double bound = reference::error_bound(desc, exact.magnitudes[i], exact.products[i]);
        sample_.push_back({numbers[i], exact.values[i], bound});
        largest_bound_ = std::max(largest_bound_, bound);
    }
}

SampledCheck ExactSample::check(const void* outputs, Algorithm algorithm) const {
    SampledCheck check;
    check.outputs_checked = static_cast<std::int64_t>(sample_.size());
    const std::size_t last = sample_.empty() ? 0 : static_cast<std::size_t>(sample_.back().number) + 1;
    const reference::ConstElements got(dtype_, outputs, last);
    for (const Output& output : sample_) {
        const auto error =
            static_cast<double>(std::fabs(got[static_cast<std::size_t>(output.number)] - output.exact));
        const double sums =
            algorithm == Algorithm::winograd ? reference::kFastFactor * largest_bound_ : output.bound;
        const double bound = reference::stored_bound(dtype_, static_cast<double>(output.exact), sums);
        check.max_error_over_bound = std::max(check.max_error_over_bound, over(error, bound));
    }
    return check;
}

SampledCheck check_outputs(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                           const void* outputs, Algorithm algorithm, float kernel_scale) {
    return ExactSample(desc, inputs, kernel, nullptr, kernel_scale).check(outputs, algorithm);
}

}  // namespace convt::tools
