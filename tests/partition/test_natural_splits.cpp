/// The same of plans with the blocks that convt chooses by itself: its own choice, and Winograd wherever that
/// serves, which not every CPU's estimates choose. Rows are long enough for several blocks, over all small
/// strides, dilations and kernels.

#include <gtest/gtest.h>

#include "partition/owners.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"

namespace convt::partition {
namespace {

/// Long along x, with several taps along y where the rank has one.
ConvTransposeDesc long_rows(int rank, DataFormat format, std::int64_t channels) {
    ConvTransposeDesc desc;
    desc.rank = rank;
    desc.data_format = format;
    desc.in_channels = desc.out_channels = channels;
    desc.in_spatial = {5, 6, 150};
    desc.kernel_size = {2, 6, 1};
    if (rank == 2) {
        desc.in_spatial = {6, 400, 1};
        desc.kernel_size = {6, 1, 1};
    }
    if (rank == 1) desc.in_spatial = {1500, 1, 1};
    return desc;
}

class NaturalSplits : public testing::TestWithParam<support::Kind> {
protected:
    void check(const ConvTransposeDesc& desc, Algorithm algorithm) {
        const auto plan = make_plan(desc, {.algorithm = algorithm}, detail::kernel_table(), detect_isa());
        if (algorithm == Algorithm::winograd && plan.status().code() == StatusCode::unsupported) return;
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        support::Random random(1);
        support::Operands operands(desc, random);
        const Owners owners(**plan, operands);
        EXPECT_TRUE(owners.partition(desc)) << support::to_string(desc) << "\n" << explain(**plan);
        split_ += owners.split_along(desc, desc.rank - 1) ? 1 : 0;
        fast_ += detail::strategy_of((*plan)->kernel()).algorithm == Algorithm::winograd ? 1 : 0;
    }
    int split_ = 0;
    int fast_ = 0;
};

TEST_P(NaturalSplits, EveryOutputIsWrittenByOneTask) {
    for (int rank = 1; rank <= 3; ++rank) {
        const auto x = static_cast<std::size_t>(rank - 1);
        for (std::int64_t stride : {1, 2, 3, 4}) {
            for (std::int64_t dilation : {1, 2, 3, 5}) {
                for (std::int64_t taps : {1, 2}) {
                    ConvTransposeDesc desc =
                        support::with_type(long_rows(rank, GetParam().format, 16), GetParam().dtype);
                    desc.strides[x] = stride;
                    desc.dilation_rate[x] = dilation;
                    desc.kernel_size[x] = taps * stride;
                    desc = support::with_outputs(desc);
                    check(desc, Algorithm::automatic);
                    check(desc, Algorithm::winograd);
                    if (HasFailure()) return;
                }
            }
        }
    }
    EXPECT_GT(split_, 30);
    EXPECT_GT(fast_, 20);
}

INSTANTIATE_TEST_SUITE_P(Kind, NaturalSplits, testing::ValuesIn(support::kinds()), support::kind_name);

}  // namespace
}  // namespace convt::partition
