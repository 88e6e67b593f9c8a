/// How problems are split into blocks when nothing states it.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "convt/plan.hpp"
#include "support/problem.hpp"

namespace convt {
namespace {

/// Wide rows, one tap per output, more outputs than a cache holds.
ConvTransposeDesc wide_rows(std::int64_t rows, std::int64_t columns) {
    ConvTransposeDesc desc;
    desc.data_format = DataFormat::channels_first;
    desc.in_channels = 64;
    desc.out_channels = 128;
    desc.in_spatial = {rows, columns, 1};
    return support::with_outputs(desc);
}

std::array<std::int64_t, 3> block_of(const ConvTransposeDesc& desc) {
    PlanOptions options;
    options.algorithm = Algorithm::direct;
    options.threads = 1;
    // Of the tiers above, rows kernels write planes where they belong.
    options.max_isa = Isa::base;
    const auto plan = Plan::create(desc, options);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    return plan.ok() ? plan->tuning().block : std::array<std::int64_t, 3>{};
}

/// Parts of rows would begin and end within cache lines, a plane apart from each other.
TEST(BlockRows, StayWholeWhereTheyAreTransposedIntoPlanes) {
    for (const std::int64_t columns : {136, 216, 333}) {
        const auto block = block_of(wide_rows(96, columns));
        EXPECT_EQ(block[1], columns);
        EXPECT_LT(block[0], 96);
    }
}

TEST(BlockRows, AreCutWhereOneIsTooMuch) {
    const auto block = block_of(wide_rows(3, 5000));
    EXPECT_EQ(block[0], 1);
    EXPECT_LT(block[1], 5000);
}

}  // namespace
}  // namespace convt
