/// Google Benchmark over what waking and joining a context's threads takes: an empty loop of one index for
/// each thread, again at once, while workers still spin, and after a pause in which they have gone to sleep.

#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

#include "convt/context.hpp"
#include "machine/context_state.hpp"

namespace convt {
namespace {

/// Longer than workers spin.
constexpr auto kPause = std::chrono::milliseconds(1);
constexpr int kPauses = 500;

void nothing(void*, int, int) {}

void wake_and_join(benchmark::State& state, bool asleep) {
    const auto threads = static_cast<int>(state.range(0));
    auto context = detail::ContextState::create({.threads = threads});
    if (!context.ok()) {
        state.SkipWithError(context.status().message().c_str());
        return;
    }
    for (auto _ : state) {
        if (asleep) std::this_thread::sleep_for(kPause);
        const auto begin = std::chrono::steady_clock::now();
        (*context)->parallel_for(threads, threads, nothing, nullptr);
        state.SetIterationTime(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
}

void register_all() {
    for (const bool asleep : {false, true}) {
        auto* const bench =
            benchmark::RegisterBenchmark(asleep ? "asleep/threads" : "spinning/threads",
                                         [asleep](benchmark::State& state) { wake_and_join(state, asleep); });
        bench->UseManualTime()->Unit(benchmark::kMicrosecond);
        if (asleep) bench->Iterations(kPauses);
        for (int threads = 1; threads <= 2 * available_cpus(); threads *= 2) bench->Arg(threads);
    }
}

}  // namespace
}  // namespace convt

int main(int argc, char** argv) {
    convt::register_all();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
