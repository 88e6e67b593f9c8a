#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace convt::reference {

/// A number of 16 bits, as IEEE 754 has them: a fraction of so many bits, and normal numbers from 2^kLeast
/// on. Numbers are made and read by arithmetic, not by the shifts and masks that convt has.
template <int kFraction, int kLeast>
class HalfOf {
public:
    HalfOf() = default;
    /// Rounded once, to nearest even; NaN stays NaN.
    explicit HalfOf(double value) {
        const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
        if (std::isnan(value)) {
            bits_ = static_cast<std::uint16_t>(sign + kInfinity + (1 << (kFraction - 1)));
            return;
        }
        const double magnitude = std::fabs(value);
        const int exponent = magnitude >= std::ldexp(1.0, kLeast) ? std::ilogb(magnitude) : kLeast;
        if (exponent > 1 - kLeast) {
            bits_ = static_cast<std::uint16_t>(sign + kInfinity);
            return;
        }
        // What is rounded up to the next power of two carries into the exponent.
        const double steps = std::nearbyint(std::ldexp(magnitude, kFraction - exponent));
        bits_ =
            static_cast<std::uint16_t>(sign + ((exponent - kLeast) << kFraction) + static_cast<int>(steps));
    }
    operator double() const { return table()[bits_]; }

    [[nodiscard]] std::uint16_t bits() const { return bits_; }
    [[nodiscard]] static HalfOf of_bits(std::uint16_t bits) {
        HalfOf half;
        half.bits_ = bits;
        return half;
    }

private:
    static constexpr int kExponents = (1 << (15 - kFraction)) - 1;
    static constexpr int kInfinity = kExponents << kFraction;

    static double value_of(int bits) {
        const int fraction = bits & ((1 << kFraction) - 1);
        const int exponent = bits >> kFraction & kExponents;
        double value = 0;
        if (exponent == kExponents) {
            value = fraction == 0 ? std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::quiet_NaN();
        } else if (exponent == 0) {
            value = std::ldexp(fraction, kLeast - kFraction);
        } else {
            value = std::ldexp((1 << kFraction) + fraction, exponent - 1 + kLeast - kFraction);
        }
        return (bits & 0x8000) != 0 ? -value : value;
    }
    static const std::vector<double>& table() {
        static const std::vector<double> values = [] {
            std::vector<double> all(1 << 16);
            for (std::size_t bits = 0; bits < all.size(); ++bits)
                all[bits] = value_of(static_cast<int>(bits));
            return all;
        }();
        return values;
    }

    std::uint16_t bits_ = 0;
};
using Float16 = HalfOf<10, -14>;
using BFloat16 = HalfOf<7, -126>;

}  // namespace convt::reference
