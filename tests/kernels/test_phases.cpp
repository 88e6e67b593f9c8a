/// The phases of an axis, against the definition: output o meets kernel position k at input i where
/// i * stride + k * dilation - crop_left = o.

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "phases.hpp"

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
