/// Images large enough that borders are cut off as regions of fewer taps instead of copied.

#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;
using support::Spatial;
using support::with_gaps;
using support::with_outputs;

struct Taps {
    const char* name;
    Spatial kernel_size;
    Spatial strides;
    Spatial dilation_rate;
    Spatial crop_left;
    Spatial crop_right;
};

// Straight-line code for one to three taps a dimension, loops for more; outputs on both sides of the inputs.
const std::vector<Taps> kTaps = {
    {"one tap", {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"one and two", {3, 3, 3}, {2, 2, 2}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}},
    {"two", {4, 4, 4}, {2, 2, 2}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
    {"two and three", {5, 5, 5}, {2, 2, 2}, {1, 1, 1}, {2, 2, 2}, {1, 1, 1}},
    {"two of stride four", {8, 8, 2}, {4, 4, 1}, {1, 1, 1}, {2, 2, 0}, {2, 2, 0}},
    {"three", {3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"five", {5, 5, 3}, {1, 1, 1}, {1, 1, 1}, {2, 2, 1}, {2, 2, 1}},
    {"two by three", {2, 3, 1}, {1, 1, 1}, {1, 1, 1}, {0, 1, 0}, {0, 1, 0}},
    {"dilated", {3, 3, 2}, {1, 1, 1}, {2, 3, 2}, {2, 3, 1}, {2, 3, 1}},
    {"dilated, strided", {3, 3, 2}, {2, 2, 1}, {3, 3, 2}, {1, 2, 0}, {2, 1, 0}},
    {"outputs beyond the inputs", {4, 4, 2}, {2, 2, 2}, {1, 1, 1}, {0, 2, 1}, {-5, -2, 0}},
};

class Borders : public KernelTest {
protected:
    [[nodiscard]] bool is_depthwise() const { return kernel().algo == detail::Algo::depthwise; }

    /// Groups of few channels, whose copies are slow, for the other kernels.
    [[nodiscard]] ConvTransposeDesc shaped(const Taps& taps, Spatial in) const {
        ConvTransposeDesc desc = problem(2, is_depthwise() ? 3 : 0);
        if (!is_depthwise()) {
            desc.groups = 2;
            desc.in_channels = 4;
        }
        desc.in_spatial = in;
        desc.kernel_size = taps.kernel_size;
        desc.strides = taps.strides;
        desc.dilation_rate = taps.dilation_rate;
        desc.crop_left = taps.crop_left;
        return with_outputs(desc, taps.crop_right);
    }

    [[nodiscard]] bool cuts_borders(const ConvTransposeDesc& desc) const {
        const auto plan = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel().name});
        return plan.ok() && plan->explain().find("borders in regions of their own") != std::string::npos;
    }

    void run_all() {
        const std::vector<Spatial> sizes[] = {{{90, 1, 1}}, {{14, 29, 1}, {5, 40, 1}}, {{5, 6, 13}}};
        int cut = 0, left_out = 0;
        for (const Taps& taps : kTaps) {
            SCOPED_TRACE(taps.name);
            for (const Spatial& size : sizes[rank() - 1]) {
                ConvTransposeDesc desc = shaped(taps, size);
                // Other suites run what has no borders of its own, here only the first such problem.
                if (cuts_borders(desc)) {
                    ++cut;
                } else if (left_out++ > 0) {
                    continue;
                }
                if (!check(desc, {.guard = Guard::after, .threads = 2})) return;
                desc.batch = 2;
                if (!check(with_gaps(desc, 3), {.guard = Guard::before, .with_bias = false})) return;
            }
        }
        // Inputs that are transposed or widened are copied, borders and all.
        const bool in_place = kernel().data_format == DataFormat::channels_last && dtype() == kernel().dtype;
        EXPECT_EQ(cut > 0, in_place) << cut << " problems cut borders";
    }
};

class DirectBorders : public Borders {};
class DepthwiseBorders : public Borders {};

TEST_P(DirectBorders, OfLargeImages) {
    run_all();
}

TEST_P(DepthwiseBorders, OfLargeImages) {
    run_all();
}

CONVT_FOR_EVERY_KERNEL_OF(DirectBorders, detail::Algo::direct);
CONVT_FOR_STORAGE_TYPES_OF(DirectBorders, detail::Algo::direct);
CONVT_FOR_EVERY_KERNEL_OF(DepthwiseBorders, detail::Algo::depthwise);
CONVT_FOR_STORAGE_TYPES_OF(DepthwiseBorders, detail::Algo::depthwise);

}  // namespace
}  // namespace convt::kernels
