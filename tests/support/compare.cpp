#include "support/compare.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <vector>

#include "reference/layout.hpp"
#include "support/problem.hpp"

namespace convt::support {
namespace {

constexpr std::uint32_t kPoison = 0x7FC0DEAD;

/// What a fast algorithm may lose against direct sums.
constexpr double kFastFactor = 4;

double largest_bound(const ConvTransposeDesc& desc, const reference::Outputs& expected) {
    double largest = 0;
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
        const double bound = error_bound(desc, expected.magnitudes[i], expected.products[i]);
        if (std::isfinite(bound)) largest = std::max(largest, bound);
    }
    return largest;
}

bool close(double got, double exact, double bound) {
    if (std::isnan(exact)) return std::isnan(got);
    if (std::isinf(exact)) return got == exact;
    return std::fabs(got - exact) <= bound;
}

testing::AssertionResult gaps_are_untouched(std::span<const float> outputs,
                                            const std::vector<bool>& written) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (!written[i] && !is_poison(outputs[i])) {
            return testing::AssertionFailure()
                   << "element " << i << ", which is no output, was overwritten with " << outputs[i];
        }
    }
    return testing::AssertionSuccess();
}

}  // namespace

double error_bound(const ConvTransposeDesc& desc, double magnitude, std::int64_t products) {
    constexpr double kEpsilon = 0x1p-24;
    const double bound = (2 * std::sqrt(static_cast<double>(products)) + 8) * kEpsilon * magnitude;
    switch (desc.activation) {
        case Activation::leaky_relu:
            return bound * std::max(1.0, std::fabs(static_cast<double>(desc.activation_alpha)));
        case Activation::tanh:
        case Activation::sigmoid:
            return bound + 4e-7;
        default:
            return bound;
    }
}

void poison(std::span<float> values) {
    std::fill(values.begin(), values.end(), std::bit_cast<float>(kPoison));
}

bool is_poison(float value) {
    return std::bit_cast<std::uint32_t>(value) == kPoison;
}

testing::AssertionResult matches(const ConvTransposeDesc& desc, std::span<const float> outputs,
                                 const reference::Outputs& expected, Algorithm algorithm) {
    const double fast_bound =
        algorithm == Algorithm::winograd ? kFastFactor * largest_bound(desc, expected) : 0;
    const reference::Layout layout = reference::output_layout(desc);
    std::vector<bool> written(outputs.size(), false);
    auto result = testing::AssertionSuccess();
    std::size_t index = 0;
    reference::for_each_element(layout, desc.data_format, [&](std::int64_t n, auto at, std::int64_t channel) {
        const auto offset = static_cast<std::size_t>(layout.offset(n, at, channel));
        const float got = outputs[offset];
        const double exact = expected.values[index];
        const double bound =
            std::max(fast_bound, error_bound(desc, expected.magnitudes[index], expected.products[index]));
        written[offset] = true;
        ++index;
        if (!result || (close(got, exact, bound) && !is_poison(got))) return;
        result = testing::AssertionFailure()
                 << "output n=" << n << " at (" << at[0] << "," << at[1] << "," << at[2]
                 << ") channel=" << channel << " is " << got << (is_poison(got) ? " (never written)" : "")
                 << ", exact " << exact << ", bound " << bound << "; " << to_string(desc);
    });
    return result ? gaps_are_untouched(outputs, written) : result;
}

}  // namespace convt::support
