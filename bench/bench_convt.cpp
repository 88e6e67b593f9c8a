/// Google Benchmark over a layer list: bench_convt [LAYERS.csv] [--benchmark_filter=REGEX …].
/// Names are convt/<id>/layout:<channels_last|channels_first>/threads:<n>, packing not timed, and
/// plan/<id>/layout:… for creating plans.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/input_error.hpp"
#include "support/layers/layer.hpp"
#include "support/layers/prepared_layer.hpp"
#include "support/measure/machine_peak.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

struct Case {
    std::string name;
    std::int64_t macs;
    ConvTransposeDesc desc;
    int threads;
};

/// The layer that was run last: Google Benchmark calls a function several times to find its repetitions, and
/// making the data would take longer than the runs.
PreparedLayer& prepare(const Case& c) {
    static std::string name;
    static std::unique_ptr<PreparedLayer> layer;
    if (name != c.name) {
        layer.reset();
        layer = std::make_unique<PreparedLayer>(c.desc, PlanOptions{.threads = c.threads});
        name = c.name;
    }
    return *layer;
}

double peak(Isa isa, int threads) {
    static std::map<std::pair<Isa, int>, double> peaks;
    auto [entry, missing] = peaks.try_emplace({isa, threads}, 0);
    if (missing) entry->second = fma_peak_gflops(isa, threads);
    return entry->second;
}

void run_case(benchmark::State& state, const Case& c) {
    try {
        PreparedLayer& layer = prepare(c);
        Context context = unwrap(Context::create({c.threads}));
        const double fma_peak = peak(layer.plan().isa(), c.threads);
        const Stopwatch watch;
        for (auto _ : state) layer.run(context);
        const double gflops =
            2e-9 * static_cast<double>(c.macs) * static_cast<double>(state.iterations()) / watch.seconds();
        state.counters["GFLOP/s"] = gflops;
        state.counters["of_peak"] = gflops / fma_peak;
        state.SetLabel(layer.plan().kernel_name());
    } catch (const std::exception& error) {
        state.SkipWithError(error.what());
    }
}

void create_plans(benchmark::State& state, const ConvTransposeDesc& desc) {
    for (auto _ : state) {
        const auto plan = Plan::create(desc);
        if (!plan.ok()) {
            state.SkipWithError(plan.status().message().c_str());
            break;
        }
    }
}

std::string layer_name(const Layer& layer, DataFormat layout) {
    return layer.id + "/layout:" + data_format_name(layout);
}

void register_plans(const Layer& layer, DataFormat layout) {
    ConvTransposeDesc desc = layer.desc;
    desc.data_format = layout;
    benchmark::RegisterBenchmark(("plan/" + layer_name(layer, layout)).c_str(), create_plans, desc)
        ->Unit(benchmark::kMicrosecond)
        ->MinTime(0.01);
}

void register_layer(const Layer& layer, DataFormat layout, int threads) {
    Case c{"convt/" + layer_name(layer, layout) + "/threads:" + std::to_string(threads), layer.macs_useful,
           layer.desc, threads};
    c.desc.data_format = layout;
    // Wall-clock time: with several threads, the main one's CPU time would be a fraction of it.
    benchmark::RegisterBenchmark(c.name.c_str(), run_case, c)->UseRealTime()->Unit(benchmark::kMillisecond);
}

void register_all(const std::string& path) {
    std::vector<int> thread_counts{1};
    if (available_cpus() > 1) thread_counts.push_back(available_cpus());
    for (const Layer& layer : read_layers(path)) {
        for (const DataFormat layout : {DataFormat::channels_last, DataFormat::channels_first}) {
            register_plans(layer, layout);
            for (const int threads : thread_counts) register_layer(layer, layout, threads);
        }
    }
}

}  // namespace
}  // namespace convt::tools

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    try {
        convt::tools::register_all(argc > 1 ? argv[1] : CONVT_BENCH_LAYERS);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_convt: %s\n", error.what());
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
