/// Winograd kernels on problems of several blocks along every axis: a task writes what it has computed.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::with_outputs;

class WinogradBlocks : public KernelTest {
protected:
    /// Adjacent taps along the first axis, and phases of one tap along the last.
    [[nodiscard]] ConvTransposeDesc dilated(std::int64_t stride, std::int64_t dilation) const {
        const auto last = static_cast<std::size_t>(rank() - 1);
        ConvTransposeDesc desc = problem(1, 1);
        desc.in_spatial = {5, 5, 5};
        desc.kernel_size = {1, 1, 1};
        desc.kernel_size[last - 1] = 2;
        desc.in_spatial[last] = 31;
        desc.kernel_size[last] = stride;
        desc.strides[last] = stride;
        desc.dilation_rate[last] = dilation;
        return with_outputs(desc);
    }

    void run_split(const ConvTransposeDesc& desc, std::int64_t block) {
        PlanOptions options{.kernel_name = kernel().name};
        for (int d = 0; d < rank(); ++d) options.tuning.block[static_cast<std::size_t>(d)] = block;
        const Result<Plan> plan = Plan::create(desc, options);
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        for (int threads : {1, 2}) {
            ASSERT_TRUE(support::runs_like_oracle(*plan, desc, random_, {.threads = threads}));
            count_run();
        }
    }
};

TEST_P(WinogradBlocks, DilatedPhasesThatMeetOtherInputs) {
    if (rank() == 1) GTEST_SKIP() << "needs a second axis for adjacent taps";
    for (std::int64_t dilation : {3, 5, 7, 31}) {
        for (std::int64_t stride : {2, 3, 4}) {
            if (dilation % stride == 0) continue;
            for (std::int64_t block : {1, 2, 5}) run_split(dilated(stride, dilation), block);
            ASSERT_TRUE(check(dilated(stride, dilation), {.threads = 2}));
        }
    }
}

/// Sums of nodes leave rounding errors of other outputs of the tile: these outputs must not have any.
TEST_P(WinogradBlocks, OutputsThatNoInputReachesAreTheBias) {
    ConvTransposeDesc desc = problem(1, 1);
    desc.in_spatial = {3, 3, 3};
    desc.kernel_size = {2, 2, 2};
    if (rank() == 3) desc.kernel_size = {1, 2, 2};
    desc.activation = Activation::leaky_relu;
    desc.activation_alpha = 0.25;
    desc = with_outputs(desc, {-5, -5, -5});
    const Result<Plan> plan = Plan::create(desc, {.kernel_name = kernel().name});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Operands operands(desc, random_);
    ASSERT_TRUE(support::run_plan(*plan, operands).ok());
    count_run();
    const bool last = desc.data_format == DataFormat::channels_last;
    std::int64_t pixels = 1;
    for (int d = 0; d < rank(); ++d) pixels *= desc.out_spatial[static_cast<std::size_t>(d)];
    reference::ElementVector expected(desc.dtype, 1);
    for (std::int64_t c = 0; c < desc.out_channels; ++c) {
        const double bias = operands.bias.values()[static_cast<std::size_t>(c)];
        expected.set(0, bias < 0 ? 0.25 * bias : bias);
        // The last pixel lies beyond the inputs along every axis, the fifth from the end along the last.
        for (std::int64_t pixel : {pixels - 1, pixels - 2, pixels - 5}) {
            const std::int64_t at = last ? pixel * desc.out_channels + c : c * pixels + pixel;
            EXPECT_EQ(operands.outputs.values()[static_cast<std::size_t>(at)], expected[0])
                << c << ' ' << pixel;
        }
    }
}

CONVT_FOR_EVERY_KERNEL_OF(WinogradBlocks, detail::Algo::winograd);
CONVT_FOR_STORAGE_TYPES_OF(WinogradBlocks, detail::Algo::winograd);

}  // namespace
}  // namespace convt::kernels
