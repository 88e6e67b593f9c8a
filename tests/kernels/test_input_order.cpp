/// Inputs whose axes are in another order than those of the outputs.

#include <algorithm>
#include <array>

#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;
using support::with_other_inputs;

class InputOrder : public KernelTest {
protected:
    /// Rows and channels of several tiles of a transpose.
    [[nodiscard]] ConvTransposeDesc wide(std::int64_t in_channels) const {
        ConvTransposeDesc desc = problem(1, 1);
        if (desc.groups == 1) desc.in_channels = in_channels;
        const auto x = static_cast<std::size_t>(rank() - 1);
        desc.in_spatial = {2, rank() == 3 ? 2 : 3, 1};
        desc.in_spatial[x] = takes_rows() ? 3 * detail::lanes_of(kernel()) : 19;
        desc.kernel_size = {2, 2, 2};
        desc.kernel_size[x] = 4;
        desc.strides[x] = 2;
        desc.crop_left[x] = takes_rows() ? 0 : 1;
        return with_a_register(served(desc));
    }
};

TEST_P(InputOrder, WholeTransposes) {
    for (std::int64_t channels : {1, 7, 8, 17, 40}) {
        if (!check(with_other_inputs(wide(channels)), {.guard = Guard::after})) return;
        if (!check(with_other_inputs(wide(channels), 3), {.guard = Guard::before})) return;
    }
}

TEST_P(InputOrder, SmallBlocks) {
    const auto x = static_cast<std::size_t>(rank() - 1);
    for (std::int64_t positions : {1, 2, 5}) {
        for (std::int64_t channels : {3, 17}) {
            const ConvTransposeDesc desc = with_other_inputs(wide(channels));
            PlanOptions options{.kernel_name = kernel().name};
            options.tuning.block = {positions, positions, positions};
            // Kernels of rows may not leave less than a vector of one.
            if (takes_rows()) options.tuning.block[x] = desc.out_spatial[x] / desc.strides[x];
            const auto plan = Plan::create(desc, options);
            if (!plan.ok()) {
                EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << plan.status().message();
                continue;
            }
            count_run();
            ASSERT_TRUE(support::runs_like_oracle(*plan, desc, random_, {.threads = 3}));
        }
    }
    if (detail::is_reference(kernel())) check(with_other_inputs(wide(3)));
}

/// Inputs may have their axes in any order that has channels or the last spatial axis innermost.
TEST_P(InputOrder, AnyPermutation) {
    ConvTransposeDesc desc = wide(17);
    desc.batch = 2;
    const auto axes = static_cast<std::size_t>(rank() + 1);  // spatial ones, then channels
    std::array<std::size_t, kMaxRank + 1> order{0, 1, 2, 3};
    int tried = 0;
    do {
        if (order[0] + 2 < axes) continue;  // neither is innermost
        std::int64_t step = 1;
        for (std::size_t i = 0; i < axes; ++i) {
            const bool channels = order[i] == axes - 1;
            (channels ? desc.input_strides.channels : desc.input_strides.spatial[order[i]]) = step;
            step = step * (channels ? desc.in_channels : desc.in_spatial[order[i]]) + (i > 0 ? 2 : 0);
        }
        desc.input_strides.batch = step;
        ++tried;
        if (!check(desc)) return;
    } while (std::next_permutation(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(axes)));
    EXPECT_EQ(tried, rank() == 1 ? 2 : rank() == 2 ? 4 : 12);
}

CONVT_FOR_EVERY_KERNEL(InputOrder);
CONVT_FOR_STORAGE_TYPES(InputOrder);

}  // namespace
}  // namespace convt::kernels
