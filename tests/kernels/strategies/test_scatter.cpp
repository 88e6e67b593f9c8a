/// Scatter kernels: what boxes, lists of places and channels in parts make of borders, gaps and values that
/// are not finite.

#include <string>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;
using support::Spatial;
using support::with_gaps;
using support::with_outputs;

class Scatter : public KernelTest {
protected:
    [[nodiscard]] ConvTransposeDesc shaped(Spatial in, Spatial kernel_size, Spatial strides, Spatial dilation,
                                           Spatial crop = {0, 0, 0}, std::int64_t rest = 0) const {
        ConvTransposeDesc desc = problem(1, rest);
        desc.in_spatial = in;
        desc.kernel_size = kernel_size;
        desc.strides = strides;
        desc.dilation_rate = dilation;
        desc.crop_left = crop;
        return with_outputs(desc, crop);
    }
    /// Runs the problem with a split that the caller states.
    void check_split(const ConvTransposeDesc& desc, const Tuning& tuning) {
        const auto plan = Plan::create(desc, {.kernel_name = kernel().name, .tuning = tuning});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        count_run();
        EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random_, {.guard = Guard::after}));
    }
};

/// A reach far beyond the inputs, where most taps of an output meet none.
TEST_P(Scatter, InputsSmallerThanTheirReach) {
    for (std::int64_t dilation : {1, 2, 5}) {
        for (std::int64_t stride : {1, 2, 3}) {
            const Spatial step{stride, stride, 1}, apart{dilation, 1, dilation};
            if (!check(shaped({3, 4, 2}, {7, 5, 3}, step, apart, {0, 0, 0}, 1), {.guard = Guard::after}))
                return;
            if (!check(shaped({3, 2, 2}, {5, 4, 3}, step, apart, {2, 1, 1}), {.guard = Guard::before}))
                return;
        }
    }
}

/// Images so small that tiles hold pixels of several.
TEST_P(Scatter, ImagesTogether) {
    for (std::int64_t batch : {2, 3, 17, 130}) {
        ConvTransposeDesc desc = shaped({2, 1, 2}, {3, 2, 1}, {2, 1, 1}, {1, 1, 1}, {1, 0, 0});
        desc.batch = batch;
        if (!check(desc, {.guard = Guard::after, .threads = 2})) return;
        if (!check(with_gaps(desc, 3), {.guard = Guard::before})) return;
    }
}

/// Boxes along every axis, and channels in parts, by request.
TEST_P(Scatter, EverySplit) {
    const Spatial size = rank() == 1 ? Spatial{23, 1, 1} : Spatial{5, 7, 4};
    for (std::int64_t stride : {1, 2, 5}) {
        ConvTransposeDesc desc = problem(2, 1);
        desc.in_spatial = size;
        desc.kernel_size = {4, 3, 2};
        desc.strides = {stride, 2, 1};
        desc.dilation_rate = {stride == 2 ? 3 : 1, 2, 1};
        desc.batch = 2;
        desc = with_outputs(desc, {1, 2, 0});
        for (int along = 0; along < rank(); ++along) {
            Tuning tuning;
            for (int d = 0; d < rank(); ++d) tuning.block[static_cast<std::size_t>(d)] = d == along ? 2 : 4;
            tuning.channel_parts = 1 + (stride + along) % 3;
            check_split(desc, tuning);
        }
    }
}

/// More input channels than a call takes, which are staged in parts where layouts differ.
TEST_P(Scatter, DeepInputs) {
    constexpr std::int64_t kWeightsOfCall = 64 << 10;
    ConvTransposeDesc desc = shaped({3, 2, 1}, {3, 2, 1}, {2, 1, 1}, {1, 2, 1}, {1, 1, 0});
    desc.in_channels = kWeightsOfCall / kernel().channel_block + 3;
    EXPECT_TRUE(check(desc, {.guard = Guard::after}));
    desc.in_channels = 300;
    desc.in_spatial = {rank() == 1 ? 150 : 13, rank() == 2 ? 17 : 5, 3};
    desc = with_outputs(desc, {1, 1, 0});
    EXPECT_TRUE(check(desc, {.guard = Guard::after}));
    EXPECT_TRUE(check(support::with_other_inputs(desc, 1), {.guard = Guard::before}));
}

/// Staged inputs of many pixels: blocks are as small as the workspace asks for, whatever the sizes.
TEST_P(Scatter, LargeStagedImages) {
    const Spatial sizes[] = {{40000, 1, 1}, {110, 110, 1}, {9, 60, 80}};
    ConvTransposeDesc desc = shaped(sizes[rank() - 1], {1, 1, 1}, {1, 1, 1}, {1, 1, 1});
    desc.in_channels = 17;
    const auto plan = Plan::create(desc, {.kernel_name = kernel().name, .any_size = true});
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_TRUE(check(desc, {.threads = 1}));
}

/// Extents that nothing is computed of may lie far beyond those of a tensor, and strides beyond its elements.
TEST_P(Scatter, PlansOfNothingAndFarSteps) {
    ConvTransposeDesc desc = problem();
    desc.batch = 0;
    for (int d = 0; d < rank(); ++d) desc.in_spatial[static_cast<std::size_t>(d)] = std::int64_t{1} << 20;
    desc = with_outputs(desc);
    const auto plan = Plan::create(desc, {.kernel_name = kernel().name});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    ConvTransposeDesc far = problem();
    far.strides[static_cast<std::size_t>(rank() - 1)] = std::int64_t{1} << 30;
    far.kernel_size[static_cast<std::size_t>(rank() - 1)] = 3;
    EXPECT_TRUE(check(with_outputs(far)));
}

/// An input that is not finite reaches the outputs that have a product with it, and no other.
TEST_P(Scatter, NonFiniteInputsReachOnlyTheirOutputs) {
    expect_inputs_reach_only_their_outputs(shaped({6, 7, 5}, {5, 4, 3}, {2, 3, 1}, {1, 2, 2}, {1, 0, 2}, 1));
}

TEST_P(Scatter, RefusesFewChannels) {
    ConvTransposeDesc desc = problem();
    desc.out_channels = kernel().channel_block - 1;
    expect_refused(desc, "output channels; there are");
    EXPECT_TRUE(check(problem()));
}

CONVT_FOR_EVERY_KERNEL_OF(Scatter, detail::Algo::scatter);
CONVT_FOR_STORAGE_TYPES_OF(Scatter, detail::Algo::scatter);

}  // namespace
}  // namespace convt::kernels
