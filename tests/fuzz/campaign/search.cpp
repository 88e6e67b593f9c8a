#include "fuzz/campaign/search.hpp"

#include <cstddef>

#include "fuzz/campaign/run.hpp"
#include "fuzz/cases/draw.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"

namespace convt::campaign {
namespace {

constexpr int kThreads = 3;
constexpr int kPlannedThreads = 8;
constexpr double kYear = 365.0 * 24 * 60;  // minutes

struct Size {
    std::int64_t channels, width;
};

/// Wide enough for several blocks, and channels enough for fast algorithms to be chosen.
std::vector<Size> sizes_of(int rank) {
    if (rank == 1) return {{9, 100}, {16, 1500}, {64, 400}};
    if (rank == 2) return {{9, 37}, {16, 400}, {32, 100}, {64, 37}};
    return {{9, 37}, {16, 100}, {32, 20}};
}

/// Several taps along the other dimensions, so that fast algorithms serve those with one along x.
ConvTransposeDesc base_problem(int rank, std::int64_t width) {
    ConvTransposeDesc desc;
    desc.rank = rank;
    desc.in_spatial = rank == 3 ? support::Spatial{4, 6, 1} : support::Spatial{6, 1, 1};
    desc.kernel_size = rank == 3 ? support::Spatial{2, 2, 1} : support::Spatial{6, 1, 1};
    desc.in_spatial[static_cast<std::size_t>(rank - 1)] = width;
    return desc;
}

/// Problems that differ along x alone.
void add_strides(std::vector<ConvTransposeDesc>& problems, ConvTransposeDesc desc) {
    const auto x = static_cast<std::size_t>(desc.rank - 1);
    for (const std::int64_t stride : {1, 2, 3, 4}) {
        for (const std::int64_t dilation : {1, 2, 3, 5}) {
            for (const std::int64_t size : {stride, stride + 1, 2 * stride, 3 * stride + 1}) {
                desc.strides[x] = stride;
                desc.dilation_rate[x] = dilation;
                desc.kernel_size[x] = size;
                problems.push_back(support::with_outputs(desc));
            }
        }
    }
}

}  // namespace

std::vector<ConvTransposeDesc> grid() {
    std::vector<ConvTransposeDesc> problems;
    for (const support::Kind& kind : support::kinds()) {
        for (int rank = 1; rank <= kMaxRank; ++rank) {
            for (const auto& [channels, width] : sizes_of(rank)) {
                ConvTransposeDesc desc = base_problem(rank, width);
                desc.data_format = kind.format;
                desc.dtype = kind.dtype;
                desc.in_channels = desc.out_channels = channels;
                add_strides(problems, desc);
            }
        }
    }
    return problems;
}

std::vector<Case> grid_cases(const ConvTransposeDesc& desc, Values values, const std::vector<Isa>& tiers) {
    std::vector<Case> cases;
    Case c;
    c.desc = desc;
    c.values = values;
    c.data_seed = 1;
    c.plan_threads = kPlannedThreads;
    c.threads = kThreads;
    for (const Isa isa : tiers) {
        c.isa = isa;
        c.algorithm = Algorithm::automatic;
        cases.push_back(c);
        c.algorithm = Algorithm::winograd;
        if (plan_of(c).ok()) cases.push_back(c);
    }
    return cases;
}

int run_search(int most_failures) {
    const std::vector<ConvTransposeDesc> all = grid();
    const std::vector<Isa> tiers = runnable_tiers();
    const auto cases_of = [&](std::int64_t problem) {
        const auto number = static_cast<std::size_t>(problem);
        const Values values = number % 2 == 0 ? Values::ones : Values::uniform;
        return grid_cases(all[number / 2], values, tiers);
    };
    return run_problems({"search", 2 * static_cast<std::int64_t>(all.size()), cases_of}, kYear,
                        most_failures);
}

}  // namespace convt::campaign
