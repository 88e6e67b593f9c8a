/// Depthrows kernels: phases along x that begin with any tap, pieces of rows that overlap, blocks of rows,
/// and what they leave to other kernels.

#include <string>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;

class DepthRows : public KernelTest {
protected:
    [[nodiscard]] std::size_t x() const { return static_cast<std::size_t>(rank() - 1); }
    [[nodiscard]] std::int64_t phases() const { return kernel().tile_outputs; }
    [[nodiscard]] std::int64_t lanes() const { return detail::lanes_of(kernel()); }

    /// Rows of `width` inputs with `taps` taps for each phase, `crop` of the first outputs cut off, and so
    /// many of the last that every phase has as many outputs.
    [[nodiscard]] ConvTransposeDesc row(std::int64_t width, std::int64_t taps, std::int64_t crop) const {
        ConvTransposeDesc desc = problem(1, 4);
        desc.in_spatial[x()] = width;
        desc.strides[x()] = phases();
        desc.kernel_size[x()] = taps * phases();
        desc.crop_left[x()] = crop;
        support::Spatial crop_right{};
        crop_right[x()] = (phases() - crop % phases()) % phases();
        return support::with_outputs(desc, crop_right);
    }
};

/// Rows of one vector, of whole ones and of parts, which the last vector of a row computes again.
TEST_P(DepthRows, EveryWidthAndCrop) {
    for (std::int64_t width : {lanes() + 1, 2 * lanes(), 3 * lanes() - 1, 5 * lanes() + 3}) {
        for (std::int64_t crop = 0; crop <= phases(); ++crop) {
            must_serve_here(row(width, 1, crop), {.guard = Guard::after});
            must_serve_here(row(width, 2, crop), {.guard = Guard::before});
        }
    }
}

/// As many as have loops of their own, and more.
TEST_P(DepthRows, EveryNumberOfTaps) {
    for (std::int64_t taps : {1, 2, 3, 4, 5}) {
        must_serve_here(row(2 * lanes() + 5, taps, taps), {.guard = Guard::after});
        must_serve_here(row(2 * lanes() + 5, taps, 0), {.with_bias = false});
    }
}

/// More taps than the row has inputs: some never meet one, others for some phases alone.
TEST_P(DepthRows, TapsBeyondTheRow) {
    must_serve_here(row(lanes(), lanes() + 3, lanes()), {.guard = Guard::after});
}

/// Strides, dilation, crops and phases without a tap along the other axes; gaps, batches, activations.
TEST_P(DepthRows, AnythingAlongOtherAxes) {
    ConvTransposeDesc desc = row(lanes() + 7, 2, 1);
    desc.batch = 2;
    const std::int64_t width = desc.out_spatial[x()];
    for (std::size_t d = 0; d < x(); ++d) {
        desc.in_spatial[d] = 5;
        desc.kernel_size[d] = d == 0 ? 3 : 2;
        desc.strides[d] = d == 0 ? 2 : 3;
        desc.dilation_rate[d] = d == 0 ? 2 : 1;
        desc.crop_left[d] = 1;
    }
    desc = support::with_outputs(desc, {1, 1, 0});
    desc.out_spatial[x()] = width;
    must_serve_here(desc, {.guard = Guard::after});
    must_serve_here(support::with_gaps(desc, 2), {.with_bias = false});
    for (const Activation activation : {Activation::tanh, Activation::relu}) {
        desc.activation = activation;
        must_serve_here(desc, {.threads = 2});
    }
}

/// Work for several tasks: blocks of rows, and planes that do not fit the workspace.
TEST_P(DepthRows, BlocksOfRows) {
    if (rank() == 1) GTEST_SKIP() << "has one row";
    ConvTransposeDesc desc = row(3 * lanes() + 2, 2, 1);
    desc.groups = desc.in_channels = desc.out_channels = 70;
    desc.in_spatial[x() - 1] = 61;
    const std::int64_t width = desc.out_spatial[x()];
    desc = support::with_outputs(desc);
    desc.out_spatial[x()] = width;
    must_serve_here(desc, {.guard = Guard::after, .threads = 2});
}

/// Channels shared among threads: later ranges begin with planes of their own.
TEST_P(DepthRows, RangesOfChannels) {
    ConvTransposeDesc desc = row(4 * lanes() / phases() + 4, 4, 2);
    desc.groups = desc.in_channels = desc.out_channels = 4000;
    const PlanOptions options{.kernel_name = kernel().name, .threads = 4};
    const auto plan = Plan::create(desc, options);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_GE(plan->tuning().channel_parts, 2);
    support::Random random(5);
    EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random, {.threads = 3}));
    must_serve_here(desc);
}

TEST_P(DepthRows, NonFiniteInputsReachOnlyTheirOutputs) {
    expect_inputs_reach_only_their_outputs(row(2 * lanes() + 3, 2, 1));
}

TEST_P(DepthRows, RefusesPhasesThatDiffer) {
    ConvTransposeDesc desc = row(40, 1, 0);
    if (phases() > 1) {
        ++desc.kernel_size[x()];
        expect_refused(support::with_outputs(desc), "in every phase");
        desc = row(40, 1, 0);
        --desc.out_spatial[x()];
        expect_refused(desc, "in every phase");
    }
    desc = row(40, 1, 0);
    ++desc.strides[x()];
    expect_refused(support::with_outputs(desc), "in every phase");
    desc = row(40, 1, 0);
    desc.groups = 1;
    expect_refused(desc, "one channel in and out per group");
    expect_refused(row(lanes() - 1, 1, 0), "rows of at least");
    must_serve_here(row(40, 1, 0));
}

CONVT_FOR_EVERY_KERNEL_OF(DepthRows, detail::Algo::depthrows);
CONVT_FOR_STORAGE_TYPES_OF(DepthRows, detail::Algo::depthrows);
// A tier without depthrows kernels has none to test.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DepthRows);

}  // namespace
}  // namespace convt::kernels
