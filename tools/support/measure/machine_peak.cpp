#include "support/measure/machine_peak.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "support/input_error.hpp"
#include "support/measure/fma_loop.hpp"
#include "support/measure/run_together.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

// The best of many short rounds, as other programs of a shared machine can only slow one down.
constexpr int kFmaRounds = 40;
constexpr double kFmaRoundSeconds = 0.005;
constexpr int kMemoryRounds = 12;
constexpr std::size_t kBytesInAll = std::size_t{256} << 20;

template <class Round>
double best_rate(int rounds, double amount, Round&& round) {
    double best = 0;
    for (int i = 0; i < rounds; ++i) best = std::max(best, amount / round());
    return best;
}

/// Iterations that fill about one round on one thread.
std::int64_t calibrate(const FmaLoop& loop) {
    std::int64_t iterations = 1000;
    for (double seconds = 0; seconds < kFmaRoundSeconds; iterations *= 2) {
        const Stopwatch watch;
        loop.run(2 * iterations);
        seconds = watch.seconds();
    }
    return iterations;
}

using Buffer = std::vector<std::uint64_t>;

double read_rate(const std::vector<Buffer>& buffers, int threads) {
    std::vector<std::uint64_t> sums(buffers.size());
    const double bytes = static_cast<double>(buffers[0].size()) * sizeof(std::uint64_t) * threads;
    return best_rate(kMemoryRounds, bytes, [&] {
        return run_together(threads, [&](int thread) {
            const Buffer& buffer = buffers[static_cast<std::size_t>(thread)];
            sums[static_cast<std::size_t>(thread)] =
                std::accumulate(buffer.begin(), buffer.end(), std::uint64_t{0});
            asm volatile("" : : "r"(sums.data()) : "memory");
        });
    });
}

double copy_rate(std::vector<Buffer>& buffers, int threads) {
    const std::size_t half = buffers[0].size() / 2;
    const double bytes = 2.0 * static_cast<double>(half) * sizeof(std::uint64_t) * threads;
    return best_rate(kMemoryRounds, bytes, [&] {
        return run_together(threads, [&](int thread) {
            std::uint64_t* data = buffers[static_cast<std::size_t>(thread)].data();
            std::memcpy(data + half, data, half * sizeof(std::uint64_t));
            asm volatile("" : : "r"(data) : "memory");
        });
    });
}

}  // namespace

bool can_measure_fma_peak(Isa isa) {
    return fma_loop(isa).run != nullptr && static_cast<int>(isa) <= static_cast<int>(detect_isa());
}

double fma_peak_gflops(Isa isa, int threads) {
    const FmaLoop loop = fma_loop(isa);
    if (!can_measure_fma_peak(isa)) {
        throw InputError(std::string("isa is ") + isa_name(isa) + "; this CPU goes up to " +
                         isa_name(detect_isa()));
    }
    const std::int64_t iterations = calibrate(loop);
    const double flops = loop.flops_per_iteration * static_cast<double>(iterations) * threads;
    return 1e-9 * best_rate(kFmaRounds, flops,
                            [&] { return run_together(threads, [&](int) { loop.run(iterations); }); });
}

Bandwidth memory_bandwidth(int threads) {
    const std::size_t words = kBytesInAll / sizeof(std::uint64_t) / static_cast<std::size_t>(threads);
    std::vector<Buffer> buffers(static_cast<std::size_t>(threads), Buffer(words, 1));
    return {1e-9 * read_rate(buffers, threads), 1e-9 * copy_rate(buffers, threads)};
}

}  // namespace convt::tools
