/// The table that the other suites walk through.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "support/kinds.hpp"

namespace convt::kernels {
namespace {

TEST(KernelTable, EndsWithTheReference) {
    const auto table = detail::kernel_table();
    ASSERT_FALSE(table.empty());
    EXPECT_STREQ(table.back().name, "convt_reference");
    for (const auto& kernel : table.first(table.size() - 1)) EXPECT_FALSE(detail::is_reference(kernel));
}

TEST(KernelTable, NamesAreUnique) {
    std::set<std::string> names;
    for (const auto& kernel : detail::kernel_table()) {
        EXPECT_TRUE(names.insert(kernel.name).second) << kernel.name;
        EXPECT_EQ(detail::find_kernel(detail::kernel_table(), kernel.name), &kernel);
    }
}

TEST(KernelTable, EveryTierServesBothLayoutsByEveryStrategyOfARank) {
    std::set<std::tuple<Isa, DType, int, DataFormat, detail::Algo>> served;
    std::set<std::pair<Isa, DType>> tiers;
    for (const auto& kernel : detail::kernel_table()) {
        // Rows and depthrows kernels are for channels_first alone, and not in every tier.
        if (detail::is_reference(kernel) || detail::takes_rows(kernel)) continue;
        served.insert({kernel.isa, kernel.dtype, kernel.rank, kernel.data_format, kernel.algo});
        tiers.insert({kernel.isa, kernel.dtype});
    }
    EXPECT_FALSE(tiers.empty());
    for (DType dtype : support::element_types()) {
        for (const auto& [isa, other] : tiers) EXPECT_TRUE(tiers.count({isa, dtype})) << isa_name(isa);
    }
    constexpr std::size_t kLayouts = 2;
    constexpr std::size_t kStrategies = 6 + 6 + 5;  // rank 3 has no tapplanar kernels
    EXPECT_EQ(served.size(), tiers.size() * kLayouts * kStrategies);
}

/// Every tier and type that has such kernels has them for each rank, and for 2 and for 4 phases.
TEST(KernelTable, RowsOfTwoAndOfFourPhases) {
    std::set<std::tuple<Isa, DType, int, int, detail::Algo>> served;
    std::set<std::pair<Isa, DType>> expected;
    for (const auto& kernel : detail::kernel_table()) {
        const bool fused = kernel.isa == Isa::avx2 || kernel.isa == Isa::avx512;
        if (fused && !detail::is_reference(kernel)) expected.insert({kernel.isa, kernel.dtype});
        if (!detail::takes_rows(kernel)) continue;
        EXPECT_EQ(kernel.data_format, DataFormat::channels_first) << kernel.name;
        served.insert({kernel.isa, kernel.dtype, kernel.rank, kernel.tile_outputs, kernel.algo});
    }
    for (const auto& [isa, dtype] : expected) {
        for (int rank = 1; rank <= kMaxRank; ++rank) {
            for (int phases : {2, 4}) {
                for (detail::Algo algo : {detail::Algo::rows, detail::Algo::depthrows}) {
                    EXPECT_TRUE(served.count({isa, dtype, rank, phases, algo}))
                        << isa_name(isa) << ' ' << support::name_of(dtype) << ", rank " << rank << ", "
                        << phases << (algo == detail::Algo::rows ? " phases, rows" : " phases, depthrows");
                }
            }
        }
    }
}

TEST(KernelTable, GeneratedKernelsRunHere) {
    EXPECT_GT(runnable_kernels().size(), 1U);
}

/// The reference is for forcing: what the generated kernels can serve they must be chosen for.
TEST(KernelTable, ReferenceIsNeverChosenForOrdinaryProblems) {
    for (const support::Kind& kind : support::kinds()) {
        for (int rank : {1, 2, 3}) {
            for (std::int64_t channels : {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 64, 100}) {
                for (std::int64_t groups : {std::int64_t{1}, std::int64_t{2}, channels}) {
                    ConvTransposeDesc desc;
                    desc.dtype = kind.dtype;
                    desc.rank = rank;
                    desc.data_format = kind.format;
                    desc.in_channels = channels * (groups == 2 ? 2 : 1);
                    desc.out_channels = desc.in_channels;
                    desc.groups = groups;
                    desc.in_spatial = {7, 7, 7};
                    desc.kernel_size = {3, 3, 3};
                    desc.strides = {2, 2, 2};
                    desc.out_spatial = {14, 14, 14};
                    auto plan = Plan::create(desc);
                    ASSERT_TRUE(plan.ok()) << plan.status().message();
                    EXPECT_STRNE(plan->kernel_name(), "convt_reference") << plan->explain();
                }
            }
        }
    }
}

}  // namespace
}  // namespace convt::kernels
