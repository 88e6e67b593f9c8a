/// Winograd's matrices, checked in exact rational arithmetic.

#include <gtest/gtest.h>

#include "contract/winograd_matrices.h"

namespace convt::kernels {
namespace {

using contract::kMaxWinogradNodes;
using contract::kMaxWinogradTaps;
using contract::Rational;
using contract::winograd_matrices;
using contract::WinogradMatrices;

Rational at(const std::array<WinogradMatrices::Row, kMaxWinogradNodes>& matrix, int row, int column) {
    return matrix[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
}

/// What the three matrices make of tap j and input k in output i.
Rational coefficient(const WinogradMatrices& m, int i, int j, int k) {
    Rational sum;
    for (int n = 0; n < m.nodes; ++n) {
        sum = sum + at(m.to_outputs, i, n) * at(m.from_taps, n, j) * at(m.from_inputs, n, k);
    }
    return sum;
}

/// A filter: output i is the sum over j of tap j times input i + j, and nothing else.
TEST(WinogradMatrices, AreExactFilters) {
    int algorithms = 0;
    for (int taps = 1; taps <= kMaxWinogradTaps; ++taps) {
        for (int outputs = 1; outputs + taps - 1 <= kMaxWinogradNodes; ++outputs) {
            const WinogradMatrices m = winograd_matrices(outputs, taps);
            ASSERT_EQ(m.nodes, outputs + taps - 1);
            for (int i = 0; i < outputs; ++i) {
                for (int j = 0; j < taps; ++j) {
                    for (int k = 0; k < m.nodes; ++k) {
                        EXPECT_EQ(coefficient(m, i, j, k), Rational(k == i + j ? 1 : 0))
                            << "F(" << outputs << ", " << taps << ") output " << i << " tap " << j
                            << " input " << k;
                    }
                }
            }
            ++algorithms;
        }
    }
    EXPECT_EQ(algorithms, 5 + 4 + 3);
}

TEST(WinogradMatrices, OneOutputOfOneTapNeedsNoTransform) {
    const WinogradMatrices m = winograd_matrices(1, 1);
    EXPECT_EQ(m.nodes, 1);
    EXPECT_EQ(at(m.from_inputs, 0, 0), Rational(1));
    EXPECT_EQ(at(m.from_taps, 0, 0), Rational(1));
    EXPECT_EQ(at(m.to_outputs, 0, 0), Rational(1));
}

TEST(Rational, KeepsLowestTermsAndASign) {
    EXPECT_EQ(Rational(6, -4), Rational(-3, 2));
    EXPECT_EQ(Rational(1, 2) + Rational(1, 3), Rational(5, 6));
    EXPECT_EQ(Rational(1, 2) - Rational(1, 2), Rational(0));
    EXPECT_EQ(Rational(2, 3) / Rational(-4, 9), Rational(-3, 2));
    EXPECT_NE(Rational(1, 2), Rational(1, 3));
}

}  // namespace
}  // namespace convt::kernels
