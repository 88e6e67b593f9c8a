/// Winograd kernels: problems that they must serve, what they make of borders, tiles, phases and values, and
/// how exact they are.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "reference/layout.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;
using support::Spatial;
using support::with_gaps;
using support::with_outputs;

class Winograd : public KernelTest {
protected:
    [[nodiscard]] ConvTransposeDesc shaped(std::int64_t size, std::int64_t kernel_size, std::int64_t stride,
                                           std::int64_t crop, std::int64_t rest = 1) const {
        ConvTransposeDesc desc = problem(1, rest);
        desc.in_spatial = {size, size, size};
        desc.kernel_size = {has_deep_taps() ? kernel_size : stride, kernel_size, kernel_size};
        desc.strides = {stride, stride, stride};
        desc.crop_left = {crop, crop, crop};
        return with_outputs(desc, {crop, crop, crop});
    }
    /// Transforms of three taps exist for up to two dimensions, and not for 4 outputs per tile.
    [[nodiscard]] bool has_three_taps() const { return rank() < 3 && kernel().tile_outputs < 4; }
    /// 4 outputs per tile are for two dimensions: in a third, every phase has one tap.
    [[nodiscard]] bool has_deep_taps() const { return rank() < 3 || kernel().tile_outputs < 4; }
    /// A direct kernel of the same tier that serves as few channels.
    [[nodiscard]] const detail::KernelInfo& direct_kernel() const {
        for (const detail::KernelInfo& other : detail::kernel_table()) {
            if (other.algo == detail::Algo::direct && other.isa == kernel().isa && other.rank == rank() &&
                other.dtype == kernel().dtype && other.data_format == kernel().data_format &&
                other.channel_block <= kernel().channel_block)
                return other;
        }
        return detail::kernel_table().back();
    }
};

TEST_P(Winograd, EverySizeAroundTiles) {
    const std::int64_t most = rank() == 3 ? 6 : 14;
    for (std::int64_t size = 1; size <= most; ++size) {
        for (std::int64_t crop : {0, 1}) {
            if (!check(shaped(size, 4, 2, crop), {.guard = size % 2 == 0 ? Guard::before : Guard::after}))
                return;
            EXPECT_GT(ran(), 0);
        }
    }
}

TEST_P(Winograd, PhasesOfUnlikeTaps) {
    for (std::int64_t kernel_size : {3, 5}) {
        if (kernel_size == 5 && !has_three_taps()) continue;
        for (std::int64_t crop : {0, 1}) {
            const int before = ran();
            if (!check(shaped(5, kernel_size, 2, crop))) return;
            EXPECT_EQ(ran(), before + 1) << kernel_size;
        }
    }
}

TEST_P(Winograd, StrideOneAndThree) {
    if (!has_three_taps()) GTEST_SKIP() << "has no transforms of three taps";
    for (std::int64_t stride : {1, 3}) {
        const int before = ran();
        if (!check(shaped(7, 3 * stride, stride, stride / 2))) return;
        EXPECT_EQ(ran(), before + 1) << stride;
    }
}

/// Phases of 4 to 7 taps, which are cut into pieces, the last of them filled up with taps of 0.
TEST_P(Winograd, ManyTaps) {
    for (std::int64_t kernel_size : {8, 9, 11, 13}) {
        if (rank() == 3 && kernel_size > 9) continue;
        for (std::int64_t size : {2, rank() == 3 ? 4 : 9}) {
            const int before = ran();
            if (!check(shaped(size, kernel_size, 2, 1, 3), {.threads = 2})) return;
            EXPECT_EQ(ran(), before + 1) << kernel_size;
        }
    }
}

TEST_P(Winograd, BatchesAndGaps) {
    for (std::int64_t batch : {2, 5}) {
        ConvTransposeDesc desc = shaped(3, 4, 2, 1);
        desc.batch = batch;
        if (!check(desc, {.threads = 2})) return;
        if (!check(with_gaps(desc, 3), {.with_bias = false})) return;
    }
    EXPECT_EQ(ran(), 4);
}

TEST_P(Winograd, GroupsAndManyChannels) {
    ConvTransposeDesc desc = shaped(3, 4, 2, 1);
    desc.groups = 3;
    desc.in_channels *= 3;
    desc.out_channels *= 3;
    if (!check(desc)) return;
    desc = shaped(3, 4, 2, 1, 3 * kernel().channel_block + 5);
    desc.in_channels = 270;
    if (!check(desc, {.threads = 2})) return;
    EXPECT_EQ(ran(), 2);
}

/// channels_first: joined groups keep the rows of several channel blocks, and take further tasks for the
/// rest.
TEST_P(Winograd, MoreChannelsThanRowsAreKept) {
    const std::int64_t channels = 11 * kernel().channel_block + 5;
    for (std::int64_t kernel_size : {3, 4}) {
        if (!check(shaped(rank() == 3 ? 6 : 16, kernel_size, 2, 1, channels), {.threads = 2})) return;
    }
    EXPECT_EQ(ran(), 2);
}

TEST_P(Winograd, EveryActivation) {
    for (int i = 0; i <= static_cast<int>(Activation::prelu); ++i) {
        ConvTransposeDesc desc = shaped(3, 4, 2, 1, 3);
        desc.activation = static_cast<Activation>(i);
        if (!check(desc)) return;
    }
}

/// Largest distance from the exact outputs, with values in ±0.5.
double largest_error(const ConvTransposeDesc& desc, const Plan& plan) {
    support::Random random(7);
    support::Operands operands(desc, random);
    EXPECT_TRUE(support::run_plan(plan, operands).ok());
    const auto exact = support::exact_outputs(desc, operands);
    double largest = 0;
    for (std::size_t i = 0; i < exact.values.size(); ++i) {
        const long double off = operands.outputs.values()[i] - exact.values[i];
        largest = std::max(largest, static_cast<double>(std::fabs(off)));
    }
    return largest;
}

/// The claim that allows Winograd kernels by default (docs/numerics.md).
TEST_P(Winograd, ErrorIsAtMostFourTimesThatOfDirectSums) {
    for (std::int64_t kernel_size : {3, 4, 6, 8, 13}) {
        if (kernel_size == 6 && !has_three_taps()) continue;
        if (kernel_size == 13 && rank() == 3) continue;
        ConvTransposeDesc desc = shaped(rank() == 3 ? 5 : 13, kernel_size, 2, 1);
        desc.in_channels = kernel_size == 13 ? 32 : rank() == 3 ? 64 : 128;
        const auto fast = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel().name});
        ASSERT_TRUE(fast.ok()) << fast.status().message();
        const auto direct = Plan::create(desc, {.max_isa = {}, .kernel_name = direct_kernel().name});
        ASSERT_TRUE(direct.ok()) << direct.status().message();
        const double error = largest_error(desc, *fast);
        const double direct_error = largest_error(desc, *direct);
        count_run();
        // Doubles have a factor of their own (docs/numerics.md): a few largest errors of few outputs are
        // compared.
        const double factor = desc.dtype == DType::float64 ? 5 : reference::kFastFactor;
        EXPECT_LE(error, factor * direct_error) << kernel().name << " kernel size " << kernel_size;
        RecordProperty("ratio_k" + std::to_string(kernel_size), std::to_string(error / direct_error));
    }
}

/// Outputs that the definition leaves infinite or NaN are not finite; among the others, those at a place
/// (position, channel) that `far` accepts are right.
template <typename Far>
void expect_finite_far_away(const ConvTransposeDesc& desc, support::Operands& operands, Far far) {
    const auto exact = support::exact_outputs(desc, operands);
    // Outputs beside one that is not finite have finite bounds of their own.
    const double bound = reference::kFastFactor * support::largest_bound(desc, exact);
    const reference::Layout layout = reference::output_layout(desc);
    std::size_t index = 0;
    reference::for_each_element(
        layout, desc.data_format, [&](std::int64_t n, const auto& position, std::int64_t channel) {
            const double got =
                operands.outputs.values()[static_cast<std::size_t>(layout.offset(n, position, channel))];
            if (!std::isfinite(exact.values[index])) {
                EXPECT_FALSE(std::isfinite(got)) << index;
            } else if (far(position, channel)) {
                EXPECT_TRUE(support::close(got, exact.values[index], bound)) << index;
            }
            ++index;
        });
}

/// A tile has at most 4 positions and 3 taps: further away nothing changes.
TEST_P(Winograd, NonFiniteInputsStayNear) {
    ConvTransposeDesc desc = shaped(3, 4, 2, 1);
    desc.in_spatial = {2, 2, 2};
    desc.in_spatial[static_cast<std::size_t>(rank() - 1)] = 40;
    desc = with_outputs(desc, {1, 1, 1});
    support::Operands operands(desc, random_);
    const reference::Layout inputs = reference::input_layout(desc);
    std::array<std::int64_t, 3> at{0, 0, 0};
    at[2] = 20;
    operands.inputs.values().set(static_cast<std::size_t>(inputs.offset(0, at, 5)),
                                 std::numeric_limits<double>::infinity());
    run(desc, operands);
    expect_finite_far_away(desc, operands, [](const auto& position, std::int64_t /*channel*/) {
        return std::abs(position[2] / 2 - 20) > 4 + 3;
    });
}

TEST_P(Winograd, NonFiniteWeightsStayInTheirChannel) {
    const ConvTransposeDesc desc = shaped(3, 4, 2, 1);
    support::Operands operands(desc, random_);
    const std::int64_t channel = kernel().channel_block / 2;
    operands.kernel.values().set(static_cast<std::size_t>(channel * desc.in_channels + 5),
                                 std::numeric_limits<double>::infinity());
    run(desc, operands);
    expect_finite_far_away(desc, operands,
                           [&](const auto& /*position*/, std::int64_t at) { return at != channel; });
}

TEST(WinogradOptions, DirectForbidsAndWinogradForces) {
    ConvTransposeDesc desc;
    desc.in_channels = 128;
    desc.out_channels = 128;
    desc.in_spatial = {32, 32, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    desc.crop_left = {1, 1, 0};
    desc = with_outputs(desc, {1, 1, 0});
    const auto direct = Plan::create(desc, {.algorithm = Algorithm::direct});
    ASSERT_TRUE(direct.ok());
    EXPECT_EQ(std::string(direct->kernel_name()).find("winograd"), std::string::npos);
    const auto fast = Plan::create(desc, {.algorithm = Algorithm::winograd});
    ASSERT_TRUE(fast.ok()) << fast.status().message();
    EXPECT_NE(std::string(fast->kernel_name()).find("winograd"), std::string::npos);
    EXPECT_NE(fast->explain().find("products for"), std::string::npos) << fast->explain();

    const auto small = Plan::create(desc, {.max_packed_bytes = direct->packed_bytes()});
    ASSERT_TRUE(small.ok());
    EXPECT_LE(small->packed_bytes(), direct->packed_bytes());
    const auto none = Plan::create(desc, {.algorithm = Algorithm::winograd, .max_packed_bytes = 1});
    EXPECT_EQ(none.status().code(), StatusCode::unsupported);
    EXPECT_NE(none.status().message().find("max_packed_bytes is 1"), std::string::npos)
        << none.status().message();

    desc.kernel_size = {1, 1, 1};
    desc = with_outputs(desc);
    const auto pointwise = Plan::create(desc, {.algorithm = Algorithm::winograd});
    EXPECT_EQ(pointwise.status().code(), StatusCode::unsupported);
    EXPECT_NE(pointwise.status().message().find("tap"), std::string::npos) << pointwise.status().message();
}

CONVT_FOR_EVERY_KERNEL_OF(Winograd, detail::Algo::winograd);

}  // namespace
}  // namespace convt::kernels
