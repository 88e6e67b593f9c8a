#ifndef CONVT_WINOGRAD_MATRICES_H
#define CONVT_WINOGRAD_MATRICES_H

/// Matrices of the minimal filtering algorithms F(m, r): m outputs of a filter with r taps from m + r - 1
/// products, derived from their interpolation points (Cook-Toom) in exact arithmetic. Generators take the
/// transforms of inputs and outputs from here, the runtime the transform of the kernel.

#include <array>
#include <cstdint>
#include <numeric>

namespace convt::contract {

/// A fraction in lowest terms, with a positive denominator. The numbers here stay far below 2^31.
struct Rational {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;

    constexpr Rational() = default;
    constexpr Rational(std::int64_t n, std::int64_t d = 1) {
        const std::int64_t common = std::gcd(n, d) * (d < 0 ? -1 : 1);
        numerator = n / common;
        denominator = d / common;
    }
    friend constexpr Rational operator+(Rational a, Rational b) {
        return {a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator};
    }
    friend constexpr Rational operator*(Rational a, Rational b) {
        return {a.numerator * b.numerator, a.denominator * b.denominator};
    }
    friend constexpr Rational operator-(Rational a, Rational b) { return a + Rational(-1) * b; }
    friend constexpr Rational operator/(Rational a, Rational b) {
        return {a.numerator * b.denominator, a.denominator * b.numerator};
    }
    friend constexpr bool operator==(Rational a, Rational b) {
        return a.numerator == b.numerator && a.denominator == b.denominator;
    }
    friend constexpr bool operator!=(Rational a, Rational b) { return !(a == b); }
    [[nodiscard]] constexpr double value() const {
        return static_cast<double>(numerator) / static_cast<double>(denominator);
    }
};

inline constexpr int kMaxWinogradNodes = 5;
inline constexpr int kMaxWinogradTaps = 3;

/// Along one dimension, for i < outputs:
///
///     output[i] = Σ_j tap[j] · input[i + j]
///               = Σ_n to_outputs[i][n] · (Σ_j from_taps[n][j] · tap[j]) · (Σ_k from_inputs[n][k] · input[k])
///
/// with n, k < nodes = outputs + taps - 1. Entries beyond are 0.
struct WinogradMatrices {
    using Row = std::array<Rational, kMaxWinogradNodes>;
    int outputs = 1;
    int taps = 1;
    int nodes = 1;
    std::array<Row, kMaxWinogradNodes> from_inputs{};
    std::array<Row, kMaxWinogradNodes> from_taps{};
    std::array<Row, kMaxWinogradNodes> to_outputs{};
};

/// Finite interpolation points of the algorithms with `nodes` nodes; the last node is the point at infinity.
/// The points decide the rounding error: these keep it near that of direct sums (docs/numerics.md). Small
/// integers alone, such as 0, 1, -1, 2, would double it for five nodes.
constexpr std::array<Rational, kMaxWinogradNodes - 1> winograd_points(int nodes) {
    if (nodes <= 4) return {Rational(0), Rational(1), Rational(-1), Rational(0)};
    return {Rational(0), Rational(1), Rational(-1, 2), Rational(-2)};
}

/// Coefficients of Π_{j < nodes - 1, j ≠ skip} (x - point j), lowest first.
constexpr WinogradMatrices::Row product_of_roots(int nodes, int skip) {
    const auto points = winograd_points(nodes);
    WinogradMatrices::Row polynomial{};
    polynomial[0] = 1;
    for (int j = 0; j < nodes - 1; ++j) {
        if (j == skip) continue;
        for (int c = nodes - 1; c >= 0; --c) {
            const Rational shifted = c > 0 ? polynomial[c - 1] : Rational(0);
            polynomial[c] = shifted - points[j] * polynomial[c];
        }
    }
    return polynomial;
}

/// F(outputs, taps); outputs + taps - 1 <= kMaxWinogradNodes. One tap needs no transform: F(1, 1).
///
/// The transposed Toom-Cook algorithm: a product of polynomials is evaluated at the points and interpolated
/// with Lagrange's polynomials L_n = N_n(x) / N_n(point n). N_n goes to the inputs and the division to the
/// taps, which are transformed once.
constexpr WinogradMatrices winograd_matrices(int outputs, int taps) {
    WinogradMatrices m;
    m.outputs = outputs;
    m.taps = taps;
    m.nodes = outputs + taps - 1;
    const auto points = winograd_points(m.nodes);
    for (int n = 0; n < m.nodes; ++n) {
        const bool infinite = n == m.nodes - 1;
        m.from_inputs[n] = product_of_roots(m.nodes, infinite ? -1 : n);
        Rational scale = 1;
        for (int j = 0; j < m.nodes - 1 && !infinite; ++j) {
            if (j != n) scale = scale * (points[n] - points[j]);
        }
        Rational power = 1;
        for (int j = 0; j < m.nodes; ++j) {
            if (j < taps) m.from_taps[n][j] = infinite ? Rational(j == taps - 1) : power / scale;
            if (j < outputs) m.to_outputs[j][n] = infinite ? Rational(j == outputs - 1) : power;
            if (!infinite) power = power * points[n];
        }
    }
    return m;
}

}  // namespace convt::contract

#endif
