#include <cstdio>
#include <memory>

#include "commands/commands.hpp"
#include "convt/context.hpp"
#include "options/run_options.hpp"
#include "support/measure/machine_peak.hpp"

namespace convt::tools {
namespace {

void print_row(int threads) {
    for (int tier = 0; tier <= static_cast<int>(Isa::neon); ++tier) {
        const Isa isa = static_cast<Isa>(tier);
        if (!can_measure_fma_peak(isa)) continue;
        std::printf("%d thread%s  %-7s %8.1f GFLOP/s\n", threads, threads == 1 ? " " : "s", isa_name(isa),
                    fma_peak_gflops(isa, threads));
    }
    const Bandwidth bandwidth = memory_bandwidth(threads);
    std::printf("%d thread%s  memory  %8.1f GB/s read, %.1f GB/s copied\n", threads, threads == 1 ? " " : "s",
                bandwidth.read, bandwidth.copy);
    std::fflush(stdout);
}

int peak(const RunOptions& options) {
    const int most = options.plan.threads > 0 ? options.plan.threads : available_cpus();
    for (int threads = 1; threads <= most; ++threads) print_row(threads);
    return 0;
}

}  // namespace

void add_peak_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<RunOptions>();
    CLI::App& sub = *app.add_subcommand("peak", "Measure this machine's FMA peak and memory bandwidth");
    add_threads_option(sub, options->plan.threads);
    sub.callback([options, &exit_code] { exit_code = peak(*options); });
}

}  // namespace convt::tools
