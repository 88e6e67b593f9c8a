#include "algorithms/blocks/convert.h"

namespace convt::generators {

using Halide::cast;
using Halide::Expr;
using Halide::reinterpret;
using Halide::select;

namespace {

Expr word(std::uint32_t value) {
    return Halide::Internal::make_const(Halide::UInt(32), value);
}
Expr word(const Expr& bits) {
    return cast(Halide::UInt(32), bits);
}
Expr bits_of(const Expr& value) {
    return reinterpret(Halide::UInt(32), value);
}
Expr float_of(const Expr& bits) {
    return reinterpret(Halide::Float(32), bits);
}
Expr half_of(const Expr& bits) {
    return cast(Halide::UInt(16), bits);
}

constexpr std::uint32_t kInfinity = 0x7f800000;
/// What the exponents of float32 and float16 differ by, as bits of a float.
constexpr std::uint32_t kBias = 112U << 23U;

Expr not_a_number(const Expr& value) {
    return (bits_of(value) & word(0x7fffffff)) > word(kInfinity);
}

Expr widened_float16(const Expr& half) {
    constexpr std::uint32_t kExponent = 0x0f800000;
    const Expr shifted = (word(half) & word(0x7fff)) << 13;
    const Expr exponent = shifted & word(kExponent);
    const Expr normal = shifted + word(kBias);
    // 2^-14 and the fraction, less 2^-14.
    const Expr subnormal = bits_of(Halide::strict_float(float_of(normal + word(1U << 23U)) - 0x1p-14F));
    const Expr magnitude = select(exponent == word(kExponent), normal + word(kBias),
                                  select(exponent == word(0), subnormal, normal));
    return float_of(magnitude | ((word(half) & word(0x8000)) << 16));
}

Expr narrowed_float16(const Expr& value) {
    const Expr sign = (bits_of(value) >> 16) & word(0x8000);
    const Expr bits = bits_of(value) & word(0x7fffffff);
    // Below 2^-14 an addition rounds to whole steps of 2^-24.
    const Expr subnormal = bits_of(Halide::strict_float(float_of(bits) + 0.5F)) - word(0x3f000000);
    const Expr odd = (bits >> 13) & word(1);
    const Expr normal = (bits - word(kBias) + word(0xfff) + odd) >> 13;
    const Expr magnitude = select(bits > word(kInfinity), word(0x7e00), bits >= word(143U << 23U),
                                  word(0x7c00), bits < word(113U << 23U), subnormal, normal);
    return half_of(magnitude | sign);
}

}  // namespace

Expr widened(const Expr& bits, const Halide::Type& type, bool converts) {
    if (type == Halide::BFloat(16)) return float_of(word(bits) << 16);
    return converts ? cast(Halide::Float(32), reinterpret(Halide::Float(16), bits)) : widened_float16(bits);
}

Expr narrowed(const Expr& value, const Halide::Type& type, bool converts) {
    if (type == Halide::BFloat(16)) {
        const Expr bits = bits_of(value);
        const Expr rounded = (bits + word(0x7fff) + ((bits >> 16) & word(1))) >> 16;
        return half_of(select(not_a_number(value), (bits >> 16) | word(0x40), rounded));
    }
    if (!converts) return narrowed_float16(value);
    return reinterpret(Halide::UInt(16), cast(Halide::Float(16), value));
}

}  // namespace convt::generators
