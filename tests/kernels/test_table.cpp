/// The table that the other suites walk through.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "strategies/strategy.hpp"
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

/// A kernel whose strategy nobody knows would be computed by the reference.
TEST(KernelTable, EveryKernelHasAStrategy) {
    for (const auto& kernel : detail::kernel_table()) {
        EXPECT_TRUE(detail::strategy_of(kernel).has(kernel.algo)) << kernel.name;
    }
}

/// Rows and depthrows kernels are for channels_first alone, and not in every tier; nor need further
/// strategies be.
TEST(KernelTable, EveryTierServesBothLayoutsByEveryStrategyOfARank) {
    using detail::Algo;
    std::set<std::tuple<Isa, DType, int, DataFormat, Algo>> served;
    std::set<Isa> tiers;
    for (const auto& kernel : detail::kernel_table()) {
        if (detail::is_reference(kernel) || detail::is_dot(kernel)) continue;
        served.insert({kernel.isa, kernel.dtype, kernel.rank, kernel.data_format, kernel.algo});
        tiers.insert(kernel.isa);
    }
    EXPECT_FALSE(tiers.empty());
    const auto expect_served = [&](Isa isa, DType dtype, int rank, Algo algo) {
        for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
            EXPECT_TRUE(served.count({isa, dtype, rank, format, algo}))
                << isa_name(isa) << ' ' << support::name_of(dtype) << ", rank " << rank << ", strategy "
                << static_cast<int>(algo);
        }
    };
    for (Isa isa : tiers) {
        for (DType dtype : support::element_types()) {
            for (int rank = 1; rank <= kMaxRank; ++rank) {
                for (Algo algo : {Algo::direct, Algo::planar, Algo::depthwise, Algo::tapped, Algo::scatter,
                                  Algo::winograd}) {
                    expect_served(isa, dtype, rank, algo);
                }
                if (rank < 3) expect_served(isa, dtype, rank, Algo::tapplanar);
            }
        }
    }
}

/// Every tier and type that has such kernels has them for each rank, and for 2 and for 4 phases.
TEST(KernelTable, RowsOfOneTwoAndFourPhases) {
    std::set<std::tuple<Isa, DType, int, int, detail::Algo>> served;
    std::set<std::pair<Isa, DType>> expected;
    for (const auto& kernel : detail::kernel_table()) {
        const bool fused = kernel.isa == Isa::avx2 || kernel.isa == Isa::avx512;
        if (fused && !detail::is_reference(kernel) && !detail::is_dot(kernel))
            expected.insert({kernel.isa, kernel.dtype});
        if (!detail::takes_rows(kernel)) continue;
        served.insert({kernel.isa, kernel.dtype, kernel.rank, kernel.tile_outputs, kernel.algo});
    }
    for (const auto& [isa, dtype] : expected) {
        for (int rank = 1; rank <= kMaxRank; ++rank) {
            for (int phases : {1, 2, 4}) {
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
