/// How well plans for more threads than machines here have would share the layers of published models. The
/// goals are a mean of 0.85 of ideal on 16 threads and 0.7 on 64, and what is reached depends on the CPU
/// (docs/experiments/042-more-threads.md); tests hold somewhat less.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "convt/plan.hpp"
#include "support/layers/layer.hpp"

namespace convt::tools::test {
namespace {

/// Layers of fewer multiply-adds are done before many threads have begun.
constexpr std::int64_t kLarge = 100'000'000;

struct Shared {
    int plans = 0;
    double mean = 0;  ///< geometric, of the estimated speed-ups by threads
    double least = 1;
};

Shared shares_of_layers(int threads) {
    Shared shared;
    double logarithms = 0;
    for (const Layer& layer : read_layers(CONVT_LAYERS)) {
        if (layer.macs_useful < kLarge) continue;
        for (const DataFormat layout : {DataFormat::channels_last, DataFormat::channels_first}) {
            ConvTransposeDesc desc = layer.desc;
            desc.data_format = layout;
            const auto plan = Plan::create(desc, {.threads = threads});
            EXPECT_TRUE(plan.ok()) << layer.id << ": " << plan.status().message();
            if (!plan.ok()) continue;
            const double share = plan->estimated_speed_up() / threads;
            shared.least = std::min(shared.least, share);
            logarithms += std::log(share);
            ++shared.plans;
        }
    }
    shared.mean = std::exp(logarithms / shared.plans);
    return shared;
}

TEST(ThreadShares, SixteenThreads) {
    const Shared shared = shares_of_layers(16);
    EXPECT_GT(shared.plans, 200);
    EXPECT_GE(shared.mean, 0.75);
    EXPECT_GE(shared.least, 0.35);
}

TEST(ThreadShares, SixtyFourThreads) {
    const Shared shared = shares_of_layers(64);
    EXPECT_GE(shared.mean, 0.55);
    EXPECT_GE(shared.least, 0.1);
}

TEST(ThreadShares, OneThreadIsNoFasterThanItself) {
    const Layer layer = read_layers(CONVT_LAYERS).front();
    EXPECT_EQ(Plan::create(layer.desc, {.threads = 1})->estimated_speed_up(), 1);
}

}  // namespace
}  // namespace convt::tools::test
