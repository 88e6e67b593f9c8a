/// The outputs of a plan's tasks partition the tensor: each output is written by one task, none by two,
/// nothing between or outside of them is touched. Two tasks that write one output race, which no comparison
/// of values shows reliably: so tasks run one by one here, and who wrote each element is noted. Every kernel
/// of the table, with splits that make several blocks along every axis.

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "kernels/kernel_test.hpp"
#include "partition/owners.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::partition {
namespace {

using kernels::KernelTest;
using kernels::name_of;
using kernels::typed_kernels;

/// What some plan of a kernel was split along, as its tasks' outputs show.
struct Splits {
    std::array<bool, 3> axis{};  ///< by dimension, outermost first
    bool dilated = false;        ///< along the last dimension, with stride and dilation above 1
};

class Partition : public KernelTest {
protected:
    [[nodiscard]] std::size_t x() const { return static_cast<std::size_t>(rank() - 1); }
    /// Stride and dilation along x may both exceed 1. In Winograd kernels, phases have one tap then: another
    /// axis must have several.
    [[nodiscard]] bool takes_dilated_strides() const {
        return !takes_rows() && !detail::is_tapped(kernel()) && !(is_winograd() && rank() == 1);
    }

    /// A problem that the oracle computes in milliseconds.
    [[nodiscard]] ConvTransposeDesc draw() {
        constexpr std::int64_t kMostProducts = 400'000;
        for (;;) {
            const ConvTransposeDesc desc = draw_any();
            if (useful_macs(desc) <= kMostProducts) return desc;
        }
    }

    [[nodiscard]] ConvTransposeDesc draw_any() {
        ConvTransposeDesc desc = problem(random_.integer(1, 2), random_.one_of({0, 1, 3}));
        for (std::size_t d = 0; d <= x(); ++d) draw_axis(desc, d);
        desc.batch = random_.one_of({1, 1, 2});
        if (desc.groups == 1 && random_.chance(0.15)) {
            desc.groups = 2;
            desc.in_channels *= 2;
            desc.out_channels *= 2;
        }
        if (random_.chance(0.3)) desc = support::with_gaps(desc, random_.integer(1, 5));
        return random_.chance(0.25) ? support::with_other_inputs(desc, random_.integer(0, 2)) : desc;
    }

    [[nodiscard]] Tuning draw_tuning() {
        Tuning tuning;
        for (std::size_t d = 0; d <= x(); ++d) {
            tuning.block[d] =
                d == x() && takes_rows() ? detail::lanes_of(kernel()) : random_.one_of({1, 2, 3});
        }
        tuning.channel_parts = random_.one_of({0, 2, 3});
        tuning.turned_channels = random_.chance(0.3) ? kernel().channel_block : 0;
        tuning.units_together = is_winograd() ? random_.one_of({0, 1, 3}) : 0;
        return tuning;
    }

    void check_partition(const ConvTransposeDesc& desc, const Tuning& tuning) {
        const auto plan = plan_of(desc, tuning);
        if (plan == nullptr) return;
        support::Operands operands(desc, random_);
        const Owners owners(*plan, operands);
        ASSERT_TRUE(owners.partition(desc)) << support::to_string(desc) << "\n" << explain(*plan);
        const auto expected = support::exact_outputs(desc, operands);
        ASSERT_TRUE(support::matches(desc, operands.outputs.values(), expected,
                                     is_winograd() ? Algorithm::winograd : Algorithm::direct))
            << explain(*plan);
        ++plans_;
        for (std::size_t d = 0; d <= x(); ++d) {
            seen_.axis[d] = seen_.axis[d] || owners.split_along(desc, static_cast<int>(d));
        }
        seen_.dilated = seen_.dilated || (desc.strides[x()] > 1 && desc.dilation_rate[x()] > 1 &&
                                          owners.split_along(desc, rank() - 1));
    }

    [[nodiscard]] const Splits& seen() const { return seen_; }
    /// Nothing that some plan has to split is left. The reference splits nothing but images and groups.
    [[nodiscard]] bool splits_everywhere() const {
        return is_reference(kernel()) || (std::all_of(seen_.axis.begin(), seen_.axis.begin() + rank(),
                                                      [](bool split) { return split; }) &&
                                          (seen_.dilated || !takes_dilated_strides()));
    }

    void TearDown() override {
        EXPECT_TRUE(plans_ > 0 || IsSkipped()) << kernel().name << " ran no problem of this test";
    }

private:
    /// A plan with as much of the tuning as the kernel can do; null when it cannot serve the problem.
    [[nodiscard]] std::shared_ptr<const detail::PlanState> plan_of(const ConvTransposeDesc& desc,
                                                                   const Tuning& tuning) const {
        PlanOptions options{.kernel_name = kernel().name};
        options.tuning = tuning;
        Tuning& left = options.tuning;
        for (;;) {
            const auto plan = make_plan(desc, options, detail::kernel_table(), detect_isa());
            if (plan.ok()) return *plan;
            EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << plan.status().message();
            if (left.turned_channels > 0) {
                left.turned_channels = 0;
            } else if (left.channel_parts > 0) {
                --left.channel_parts;
            } else if (left.block[0] > 0) {
                left.block = {0, 0, 0};
            } else {
                return nullptr;
            }
        }
    }

    void draw_axis(ConvTransposeDesc& desc, std::size_t d) {
        const bool last = d == x();
        const bool deep = rank() == 3;
        desc.in_spatial[d] = last ? random_.integer(7, deep ? 9 : 30) : random_.integer(2, deep ? 3 : 9);
        desc.strides[d] = random_.integer(1, 4);
        desc.dilation_rate[d] = random_.one_of({1, 1, 2, 3, 5});
        desc.kernel_size[d] = random_.integer(1, 6);
        desc.crop_left[d] = random_.integer(0, 2);
        std::int64_t right = random_.integer(-2, 2);
        if (is_winograd()) draw_winograd_taps(desc, d);
        if (last && detail::is_tapped(kernel()) && desc.strides[d] > 1) desc.dilation_rate[d] = 1;
        if (last && takes_rows()) {
            // Equal parts of a row may be too short for a vector unless they are whole ones.
            desc.in_spatial[d] = 3 * detail::lanes_of(kernel()) + random_.one_of({0, 0, 0, 4, 9});
            desc.strides[d] = kernel().tile_outputs;
            desc.kernel_size[d] = desc.strides[d];
            desc.dilation_rate[d] = 1;
            desc.crop_left[d] = right = 0;
        }
        // Long rows leave little for the others.
        if (!last && takes_rows()) desc.kernel_size[d] = random_.integer(1, 2);
        const std::int64_t natural = support::natural_size(desc, static_cast<int>(d));
        desc.out_spatial[d] = std::max<std::int64_t>(1, natural - desc.crop_left[d] - right);
    }

    /// Winograd kernels need a tap in every phase, several taps that meet adjacent inputs.
    void draw_winograd_taps(ConvTransposeDesc& desc, std::size_t d) {
        const std::int64_t stride = desc.strides[d];
        if (rank() == 1 || random_.chance(0.5)) {
            desc.dilation_rate[d] = 1;
            desc.kernel_size[d] = 2 * stride - random_.integer(0, stride > 1 ? 1 : 0);
        } else {
            // One tap in every phase; without a common factor, they meet different inputs.
            desc.kernel_size[d] = stride;
            desc.dilation_rate[d] = stride * random_.integer(0, 2) + 1;
        }
    }

    Splits seen_;
    int plans_ = 0;
};

TEST_P(Partition, EveryOutputIsWrittenByOneTask) {
    const int draws = is_winograd() ? 24 : 8;
    const int most = 20 * draws;
    for (int i = 0; i < (splits_everywhere() ? draws : most) && !HasFailure(); ++i) {
        check_partition(draw(), draw_tuning());
    }
    if (HasFailure() || detail::is_reference(kernel())) return;
    for (std::size_t d = 0; d <= x(); ++d) {
        EXPECT_TRUE(seen().axis[d]) << "no plan had two blocks along dimension " << d;
    }
    EXPECT_TRUE(seen().dilated || !takes_dilated_strides())
        << "no plan was strided, dilated and split along the last dimension";
}

/// Phases along x of one tap each that meet different inputs: what a block has of them has holes, which are
/// its neighbours'.
TEST_P(Partition, PhasesThatMeetDifferentInputs) {
    if (!takes_dilated_strides()) GTEST_SKIP() << "takes no dilation above 1 with strides";
    for (std::int64_t stride : {2, 3, 4}) {
        for (std::int64_t dilation : {1, 2, 3, 5, 6, 7}) {
            ConvTransposeDesc desc = problem(1, 0);
            desc.in_spatial = {3, 4, 1};
            desc.in_spatial[x()] = rank() == 3 ? 13 : 21;
            desc.kernel_size = {rank() == 3 ? 1 : 2, 2, 1};
            desc.kernel_size[x()] = desc.strides[x()] = stride;
            desc.dilation_rate[x()] = dilation;
            desc.crop_left[x()] = stride / 2;
            check_partition(support::with_outputs(desc), draw_tuning());
            if (HasFailure()) return;
        }
    }
}

CONVT_FOR_EVERY_KERNEL(Partition);

}  // namespace
}  // namespace convt::partition
