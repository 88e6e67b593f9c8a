/// Tapped and tapplanar kernels: what blocks, rings of columns and whole vectors make of borders, phases
/// without taps and values that are not finite.

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

class Tapped : public KernelTest {
protected:
    [[nodiscard]] ConvTransposeDesc shaped(std::int64_t channels, Spatial in, Spatial kernel_size,
                                           Spatial strides, Spatial crop) const {
        ConvTransposeDesc desc = problem(channels);
        desc.in_spatial = in;
        desc.kernel_size = kernel_size;
        desc.strides = strides;
        desc.crop_left = crop;
        return with_outputs(desc, crop);
    }
};

/// Enough work for several tasks, each with inputs of its neighbours: the rolling axis is cut, and for long
/// rows and planes the others as well.
TEST_P(Tapped, BlocksShareInputsAtTheirBorders) {
    const std::vector<Spatial> sizes[] = {
        {{40007, 1, 1}}, {{150, 90, 1}, {17, 1500, 1}, {400, 5, 1}}, {{40, 12, 9}, {5, 60, 50}}};
    for (const Spatial& size : sizes[rank() - 1]) {
        ConvTransposeDesc desc = shaped(3, size, {5, 4, 3}, {2, 2, 1}, {1, 2, 1});
        if (!check(desc, {.guard = Guard::after, .threads = 2})) return;
        desc.batch = 2;
        if (!check(with_gaps(desc, 2), {.guard = Guard::before})) return;
    }
}

/// A reach of many slices: the ring holds more slices than are multiplied at once, and wraps around.
TEST_P(Tapped, FarTaps) {
    for (std::int64_t kernel_size : {7, 13}) {
        if (!check(shaped(2, {19, 23, 6}, {kernel_size, 5, 4}, {1, 2, 1}, {3, 1, 0}))) return;
        ConvTransposeDesc desc = shaped(1, {17, 9, 5}, {3, 3, 3}, {2, 3, 1}, {0, 0, 0});
        for (int d = 0; d + 1 < rank(); ++d) desc.dilation_rate[static_cast<std::size_t>(d)] = kernel_size;
        if (!check(with_outputs(desc))) return;
    }
}

/// So many input channels that a staged row is multiplied in pieces, and so few that rows are multiplied
/// together.
TEST_P(Tapped, RowsInPiecesAndTogether) {
    for (std::int64_t channels : {1, 2, 9, 200, 700}) {
        ConvTransposeDesc desc = problem(1);
        desc.in_channels = channels;
        desc.in_spatial = {6, 5, 4};
        desc.kernel_size = {3, 3, 3};
        for (std::int64_t width : {1, 15, 33, 97, 200}) {
            desc.in_spatial[static_cast<std::size_t>(rank() - 1)] = width;
            for (std::int64_t stride : {1, 3}) {
                desc.strides[static_cast<std::size_t>(rank() - 1)] = stride;
                if (!check(with_outputs(desc, {1, 1, 1}), {.guard = Guard::after})) return;
            }
        }
    }
}

/// Taps that reach no further than their own input: rows follow each other without zeros between them, and
/// are read as one, unless there are gaps in memory; a tile may need several of them.
TEST_P(Tapped, RowsThatJoin) {
    for (std::int64_t channels : {1, 3, 40}) {
        for (std::int64_t width : {1, 5, 16, 33, 70}) {
            ConvTransposeDesc desc = shaped(2, {3, 7, width}, {2, 2, 3}, {2, 2, 3}, {0, 0, 0});
            desc.in_channels = channels;
            desc.in_spatial[static_cast<std::size_t>(rank() - 1)] = width;
            desc = with_outputs(desc);
            if (!check(desc, {.guard = Guard::after})) return;
            desc.batch = 2;
            if (!check(with_gaps(desc, 3), {.guard = Guard::before, .threads = 2})) return;
        }
    }
}

/// Segments narrower and wider than each vector of the gather; with and without taps for every phase.
TEST_P(Tapped, EverySegment) {
    for (std::int64_t channels = 1; channels <= 9; ++channels) {
        for (std::int64_t stride = 1; stride <= 5; ++stride) {
            for (std::int64_t kernel_size : {1, 3, 4, 10}) {
                ConvTransposeDesc desc = problem(channels);
                const auto x = static_cast<std::size_t>(rank() - 1);
                desc.in_spatial[x] = 6;
                desc.kernel_size[x] = kernel_size;
                desc.strides[x] = stride;
                desc.crop_left[x] = channels % 2;
                desc = with_outputs(desc, {0, 0, 0});
                desc.out_spatial[x] += 3;
                if (!check(desc, {.guard = Guard::after})) return;
            }
        }
    }
}

/// An input that is not finite reaches the outputs that have a product with it, and no other, also where
/// vectors read columns beyond a segment.
TEST_P(Tapped, NonFiniteInputsReachOnlyTheirOutputs) {
    expect_inputs_reach_only_their_outputs(shaped(3, {6, 7, 5}, {5, 4, 5}, {2, 3, 2}, {1, 0, 2}));
}

/// One output channel is channels_last and channels_first at once, where rows have no gaps; one input channel
/// too.
TEST_P(Tapped, OneOutputChannelIsInBothOrders) {
    for (std::int64_t channels : {1, 3}) {
        ConvTransposeDesc desc = shaped(1, {9, 7, 5}, {4, 3, 2}, {2, 2, 1}, {1, 0, 0});
        desc.in_channels = channels;
        desc.data_format = support::other(kernel().data_format);
        desc.batch = 2;
        const auto plan = Plan::create(desc, {.kernel_name = kernel().name});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        count_run();
        EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random_, {.guard = Guard::after}));
    }
    ConvTransposeDesc apart = shaped(1, {9, 7, 5}, {4, 3, 2}, {2, 2, 1}, {1, 0, 0});
    apart.data_format = support::other(kernel().data_format);
    apart.out_channels = 2;
    expect_refused(apart, "is for the other data_format");
}

TEST_P(Tapped, RefusesDilatedStridesAlongRows) {
    ConvTransposeDesc desc = problem(2);
    const auto x = static_cast<std::size_t>(rank() - 1);
    desc.in_spatial[x] = 4;
    desc.kernel_size[x] = 3;
    desc.strides[x] = 2;
    desc.dilation_rate[x] = 2;
    const auto plan = Plan::create(with_outputs(desc), {.kernel_name = kernel().name});
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    EXPECT_NE(plan.status().message().find("stride 1 or dilation 1"), std::string::npos)
        << plan.status().message();
    desc.strides[x] = 1;
    EXPECT_TRUE(check(with_outputs(desc)));
}

TEST_P(Tapped, RefusesTooManyColumns) {
    const bool planes = kernel().algo == detail::Algo::tapplanar;
    ConvTransposeDesc desc = problem(planes ? 4 : 3000);
    const auto x = static_cast<std::size_t>(rank() - 1);
    desc.in_spatial[x] = 4;
    desc.kernel_size[x] = 300;
    const auto plan = Plan::create(with_outputs(desc), {.kernel_name = kernel().name});
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    const char* reason = planes ? "at most 128 columns" : "bytes of workspace";
    EXPECT_NE(plan.status().message().find(reason), std::string::npos) << plan.status().message();
    EXPECT_TRUE(check(shaped(1, {3, 3, 3}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0})));
}

class Tapplanar : public KernelTest {};

TEST_P(Tapplanar, RefusesManyChannels) {
    const std::int64_t most = kernel().data_format == DataFormat::channels_last ? 4 : 32;
    const auto plan = Plan::create(problem(most + 1), {.kernel_name = kernel().name});
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    EXPECT_NE(plan.status().message().find("at most " + std::to_string(most) + " output channels"),
              std::string::npos)
        << plan.status().message();
    EXPECT_TRUE(check(problem(most)));
}

CONVT_FOR_EVERY_KERNEL_OF(Tapped, detail::Algo::tapped);
CONVT_FOR_STORAGE_TYPES_OF(Tapped, detail::Algo::tapped);
CONVT_FOR_EVERY_KERNEL_OF(Tapplanar, detail::Algo::tapplanar);
CONVT_FOR_STORAGE_TYPES_OF(Tapplanar, detail::Algo::tapplanar);
INSTANTIATE_TEST_SUITE_P(PlanarKernel, Tapped, testing::ValuesIn(typed_kernels(detail::Algo::tapplanar)),
                         name_of);

}  // namespace
}  // namespace convt::kernels
