/// The phases of an axis, against the definition: output o meets kernel position k at input i where
/// i * stride + k * dilation - crop_left = o.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "problem/phases.hpp"

namespace convt::detail {
namespace {

using Products = std::vector<std::pair<int, int>>;  ///< kernel position and input, inside or not

Products by_definition(const Axis& axis, int output) {
    Products products;
    for (int k = 0; k < axis.kernel; ++k) {
        const int shifted = output + axis.crop_left - k * axis.dilation;
        if (shifted % axis.stride == 0) products.emplace_back(k, shifted / axis.stride);
    }
    return products;
}

Products by_phase(const Phase& phase, int q) {
    Products products;
    for (int j = 0; j < phase.taps; ++j) {
        products.emplace_back(phase.first_tap + j * phase.tap_step,
                              phase.first_input + q - j * phase.input_step);
    }
    return products;
}

/// Expects every output once, in the phase of its residue, with its products.
void expect_outputs(const Axis& axis, const std::vector<Phase>& phases) {
    int outputs = 0;
    for (std::size_t r = 0; r < phases.size(); ++r) {
        ASSERT_EQ(phases[r].residue, static_cast<int>(r));
        outputs += phases[r].outputs;
        for (int q = 0; q < phases[r].outputs; ++q) {
            const int output = phases[r].residue + q * axis.stride;
            ASSERT_LT(output, axis.out);
            EXPECT_EQ(by_phase(phases[r], q), by_definition(axis, output)) << "output " << output;
        }
    }
    EXPECT_EQ(outputs, axis.out);
}

void expect_phases(const Axis& axis) {
    SCOPED_TRACE(testing::Message() << "kernel " << axis.kernel << ", stride " << axis.stride << ", dilation "
                                    << axis.dilation << ", crop_left " << axis.crop_left << ", out "
                                    << axis.out);
    std::vector<Phase> one_by_one;
    for (int r = 0; r < axis.stride && r < axis.out; ++r) one_by_one.push_back(phase_of(axis, r));
    expect_outputs(axis, one_by_one);
    expect_outputs(axis, phases_of(axis));
}

/// The kernel positions that meet inputs at each output of a phase.
std::vector<std::vector<int>> met_at_outputs(const Axis& axis, const Phase& phase) {
    std::vector<std::vector<int>> met(static_cast<std::size_t>(phase.outputs));
    for (int q = 0; q < phase.outputs; ++q) {
        for (const auto& [k, input] : by_definition(axis, phase.residue + q * axis.stride)) {
            if (input >= 0 && input < axis.in) met[static_cast<std::size_t>(q)].push_back(k);
        }
    }
    return met;
}

/// Regions are told where every output meets an input: those that meet none may be cut among themselves.
void expect_cuts(const Axis& axis) {
    Cuts expected;
    bool all_meet = true;
    for (const Phase& phase : phases_of(axis)) {
        const auto met = met_at_outputs(axis, phase);
        for (std::size_t q = 0; q < met.size(); ++q) {
            const auto taps = static_cast<std::int64_t>(met[q].size());
            all_meet = all_meet && taps > 0;
            expected.products += taps;
            if (q > 0 && met[q] == met[q - 1]) continue;
            ++expected.regions;
            expected.taps += taps;
        }
    }
    const Cuts cuts = cuts_of(axis);
    EXPECT_EQ(cuts.products, expected.products);
    EXPECT_EQ(useful_products(axis), expected.products);
    if (!all_meet) return;
    EXPECT_EQ(cuts.regions, expected.regions);
    EXPECT_EQ(cuts.taps, expected.taps);
}

TEST(Phases, AreCutWhereTapsLeaveTheInputs) {
    int told = 0;
    for (int in : {1, 2, 3, 5, 9})
        for (int kernel = 1; kernel <= 6; ++kernel)
            for (int stride = 1; stride <= 4; ++stride)
                for (int dilation = 1; dilation <= 3; ++dilation)
                    for (int crop : {0, 1, 3}) {
                        const int full = (in - 1) * stride + (kernel - 1) * dilation + 1;
                        if (full <= crop) continue;
                        SCOPED_TRACE(testing::Message()
                                     << in << " inputs, kernel " << kernel << ", stride " << stride
                                     << ", dilation " << dilation << ", crop_left " << crop);
                        expect_cuts({in, kernel, stride, dilation, crop, full - crop});
                        ++told;
                    }
    EXPECT_GT(told, 500);
}

TEST(Phases, HoldEveryProductOnce) {
    for (int kernel = 1; kernel <= 9; ++kernel)
        for (int stride = 1; stride <= 5; ++stride)
            for (int dilation = 1; dilation <= 4; ++dilation)
                for (int crop = 0; crop <= 6; ++crop)
                    for (int out : {0, 1, 2, 4, 5, 11})
                        expect_phases({3, kernel, stride, dilation, crop, out});
}

TEST(Phases, OfLargeStrides) {
    expect_phases({63, 1024, 256, 1, 0, 16896});
    expect_phases({63, 1025, 256, 1, 300, 16001});
    expect_phases({7, 3, 1000, 1, 999, 5001});
}

}  // namespace
}  // namespace convt::detail
