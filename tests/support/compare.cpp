#include "support/compare.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "reference/layout.hpp"
#include "support/problem.hpp"

namespace convt::support {
namespace {

using reference::ConstElements;
using reference::Elements;
using reference::with_element;
using reference::with_type;

/// A quiet NaN of a type's own size.
std::uint32_t poison_of(float) {
    return 0x7FC0DEAD;
}
std::uint64_t poison_of(double) {
    return 0x7FF8DEADDEADDEAD;
}
std::uint16_t poison_of(reference::Float16) {
    return 0x7EAD;
}
std::uint16_t poison_of(reference::BFloat16) {
    return 0x7FEA;
}
/// Integers have no NaN: one of 256 outputs may well be this.
std::uint8_t poison_of(std::int8_t) {
    return 0x5A;
}
std::uint8_t poison_of(std::uint8_t) {
    return 0x5A;
}
std::uint32_t poison_of(std::int32_t) {
    return 0x5A5A5A5A;
}

testing::AssertionResult gaps_are_untouched(const ConstElements& outputs, const std::vector<bool>& written) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (!written[i] && !is_poison(outputs, i)) {
            return testing::AssertionFailure()
                   << "element " << i << ", which is no output, was overwritten with " << outputs[i];
        }
    }
    return testing::AssertionSuccess();
}

}  // namespace

void poison(const Elements& values) {
    with_element(values.dtype(), [&](auto zero) {
        const auto bits = poison_of(zero);
        auto* const bytes = static_cast<std::byte*>(values.data());
        for (std::size_t i = 0; i < values.size(); ++i)
            std::memcpy(bytes + i * sizeof(bits), &bits, sizeof(bits));
    });
}

bool is_poison(const ConstElements& values, std::size_t i) {
    return with_element(values.dtype(), [&](auto zero) {
        const auto bits = poison_of(zero);
        return std::memcmp(static_cast<const std::byte*>(values.data()) + i * sizeof(bits), &bits,
                           sizeof(bits)) == 0;
    });
}

double largest_bound(const ConvTransposeDesc& desc, const reference::Outputs& expected) {
    double largest = 0;
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
        const double bound = error_bound(desc, expected.magnitudes[i], expected.products[i]);
        if (std::isfinite(bound)) largest = std::max(largest, bound);
    }
    return largest;
}

bool close(double got, long double exact, double bound) {
    if (std::isnan(exact)) return std::isnan(got);
    if (std::isinf(exact)) return got == exact;
    return std::fabs(got - exact) <= bound;
}

bool close(DType dtype, double got, long double exact, double bound) {
    if (!reference::is_half(dtype) || !std::isfinite(exact)) return close(got, exact, bound);
    return with_type(dtype, [&](auto type) {
        using Element = decltype(type);
        const double least{Element(static_cast<double>(exact - bound))};
        const double most{Element(static_cast<double>(exact + bound))};
        return got >= least && got <= most;
    });
}

testing::AssertionResult matches(const ConvTransposeDesc& desc, const ConstElements& outputs,
                                 const reference::Outputs& expected, Algorithm algorithm) {
    const double fast_bound =
        algorithm == Algorithm::winograd ? reference::kFastFactor * largest_bound(desc, expected) : 0;
    const reference::Layout layout = reference::output_layout(desc);
    std::vector<bool> written(outputs.size(), false);
    auto result = testing::AssertionSuccess();
    std::size_t index = 0;
    reference::for_each_element(layout, desc.data_format, [&](std::int64_t n, auto at, std::int64_t channel) {
        const auto offset = static_cast<std::size_t>(layout.offset(n, at, channel));
        const double got = outputs[offset];
        const bool unwritten = is_poison(outputs, offset);
        const long double exact = expected.values[index];
        const double bound =
            std::max(fast_bound, error_bound(desc, expected.magnitudes[index], expected.products[index]));
        written[offset] = true;
        ++index;
        if (!result || (close(outputs.dtype(), got, exact, bound) && !unwritten)) return;
        result = testing::AssertionFailure()
                 << "output n=" << n << " at (" << at[0] << "," << at[1] << "," << at[2]
                 << ") channel=" << channel << " is " << got << (unwritten ? " (never written)" : "")
                 << ", exact " << exact << ", off by " << std::fabs(got - exact) << ", bound " << bound
                 << "; " << to_string(desc);
    });
    return result ? gaps_are_untouched(outputs, written) : result;
}

}  // namespace convt::support
