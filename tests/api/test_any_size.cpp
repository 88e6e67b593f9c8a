/// PlanOptions::any_size: weights packed once serve plans of one kernel at every size.

#include <gtest/gtest.h>

#include <vector>

#include "convt/plan.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

ConvTransposeDesc desc_of(std::int64_t size, DType dtype = DType::float32) {
    ConvTransposeDesc desc;
    desc.dtype = dtype;
    desc.in_channels = 32;
    desc.out_channels = 48;
    desc.in_spatial = {size, size + 3, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    desc.crop_left = {1, 1, 0};
    return support::with_outputs(desc, {1, 1, 0});
}

/// The fast kernel that a large problem gets; how its phases share tiles depends on sizes.
std::string fast_kernel(DType dtype = DType::float32) {
    const auto plan = Plan::create(desc_of(64, dtype), {.algorithm = Algorithm::winograd});
    return plan.ok() ? plan->kernel_name() : "";
}

class AnySizeOf : public testing::TestWithParam<DType> {};

TEST_P(AnySizeOf, SharesPackedWeights) {
    PlanOptions options{.kernel_name = fast_kernel(GetParam()), .any_size = true};
    ASSERT_FALSE(options.kernel_name.empty());
    const auto first = Plan::create(desc_of(64, GetParam()), options);
    ASSERT_TRUE(first.ok()) << first.status().message();
    support::Random random(7);
    support::ElementVector weights(GetParam(), support::kernel_count(desc_of(1)));
    random.fill(weights.elements());
    const auto packed = first->pack(weights.data());
    ASSERT_TRUE(packed.ok());
    for (std::int64_t size = 1; size < 20; ++size) {
        const auto plan = Plan::create(desc_of(size, GetParam()), options);
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        const auto own = plan->pack(weights.data());
        ASSERT_TRUE(own.ok());
        EXPECT_EQ(own->pack_id(), packed->pack_id()) << size;
        EXPECT_EQ(own->bytes(), packed->bytes()) << size;
        EXPECT_TRUE(support::runs_like_oracle(*plan, plan->desc(), random)) << size;
    }
}

INSTANTIATE_TEST_SUITE_P(Type, AnySizeOf, testing::ValuesIn(support::element_types()), support::type_name);

TEST(AnySize, OrdersThatDifferAreTold) {
    // The phases of 8 positions fill tiles of their own better than a shared grid; those of 9 do not.
    const PlanOptions options{.kernel_name = fast_kernel()};
    std::vector<std::uint64_t> ids;
    for (const std::int64_t size : {8, 9, 64, 65}) {
        const auto plan = Plan::create(desc_of(size), options);
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        const std::vector<float> weights(support::kernel_count(plan->desc()), 0.25F);
        const auto packed = plan->pack(weights.data());
        ASSERT_TRUE(packed.ok());
        ids.push_back(packed->pack_id());
    }
    EXPECT_FALSE(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] == ids[3]);
}

/// What is chosen at one size must not need sizes that others lack.
TEST(AnySize, ChosenKernelsServeEverySize) {
    for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        ConvTransposeDesc desc;
        desc.data_format = format;
        desc.in_channels = desc.out_channels = 64;
        desc.kernel_size = desc.strides = {2, 2, 1};
        desc.in_spatial = {128, 128, 1};
        const auto typical = Plan::create(support::with_outputs(desc), {.any_size = true});
        ASSERT_TRUE(typical.ok()) << typical.status().message();
        const PlanOptions options{.kernel_name = typical->kernel_name(), .any_size = true};
        for (std::int64_t size = 1; size < 40; ++size) {
            desc.in_spatial = {size, size, 1};
            const auto plan = Plan::create(support::with_outputs(desc), options);
            EXPECT_TRUE(plan.ok()) << plan.status().message();
        }
    }
}

}  // namespace
}  // namespace convt
