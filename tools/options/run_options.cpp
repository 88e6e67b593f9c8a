#include "options/run_options.hpp"

#include <iostream>

#include "options/option_values.hpp"
#include "src/machine/tier_facts.hpp"
#include "support/files/input_file.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace {

Isa parse_isa_option(const std::string& name, const std::string& text) {
    if (const auto isa = parse_isa(text)) return *isa;
    std::string words;
    for (const detail::TierFacts& tier : detail::kTierFacts)
        words += (words.empty() ? "" : ", ") + std::string(tier.name);
    throw InputError(name + " is '" + text + "'; it must be one of " + words);
}

int parse_threads(const std::string& name, const std::string& text) {
    const std::int64_t threads = parse_integer(name, text);
    if (threads < 1 || threads > kMaxThreads) {
        throw InputError(name + " is " + text + "; it must be between 1 and 1024");
    }
    return static_cast<int>(threads);
}

float parse_seconds(const std::string& name, const std::string& text) {
    const float seconds = parse_float(name, text);
    if (seconds < 0) throw InputError(name + " is " + text + "; it must be at least 0");
    return seconds;
}

Algorithm parse_algorithm(const std::string& name, const std::string& text) {
    return choose<Algorithm>(name, text,
                             {{"automatic", Algorithm::automatic},
                              {"direct", Algorithm::direct},
                              {"winograd", Algorithm::winograd}});
}

Effort parse_effort(const std::string& name, const std::string& text) {
    return choose<Effort>(name, text, {{"estimate", Effort::estimate}, {"measure", Effort::measure}});
}

Weights parse_weights(const std::string& name, const std::string& text) {
    return choose<Weights>(name, text, {{"prepared", Weights::prepared}, {"argument", Weights::argument}});
}

TunedTable read_tuned(const std::string& name, const std::string& path) {
    require_path(name, path);
    auto table = TunedTable::parse(read_file(path, kMostTunedBytes));
    if (!table.ok()) throw InputError(path + ": " + table.status().message());
    if (!table->warning().empty()) std::cerr << "convt: " << path << ": " << table->warning() << '\n';
    return *table;
}

}  // namespace

void add_threads_option(CLI::App& app, int& threads) {
    add_parsed(app, "--threads", "N", "threads to use [default: every CPU this process may use]", threads,
               parse_threads);
}

void add_algorithm_option(CLI::App& app, Algorithm& algorithm) {
    add_parsed(app, "--algorithm", "NAME", "automatic (default), direct or winograd", algorithm,
               parse_algorithm);
}

void add_weights_option(CLI::App& app, Weights& weights) {
    add_parsed(app, "--weights", "NAME",
               "prepared (default), or argument: choose for runs that pack their weights", weights,
               parse_weights);
}

void add_min_time_option(CLI::App& app, float& seconds) {
    add_parsed(app, "--min-time", "SECONDS", "timed runs of each layer last this long [0.1]", seconds,
               parse_seconds);
}

void add_run_options(CLI::App& app, RunOptions& options) {
    add_parsed(app, "--isa", "NAME", "highest CPU tier to use: base, avx2, avx512, avx512vnni, neon",
               options.plan.max_isa, parse_isa_option);
    add_threads_option(app, options.plan.threads);
    add_algorithm_option(app, options.plan.algorithm);
    add_parsed(app, "--effort", "NAME",
               "estimate (default): choose by the cost model; or measure: run the plans that it ranks best",
               options.plan.effort, parse_effort);
    app.add_option("--kernel-name", options.plan.kernel_name, "kernel to use, by the name explain prints");
    add_parsed(app, "--tuned", "FILE", "measured choices that go before the cost model's (docs/tuning.md)",
               options.plan.tuned, read_tuned);
}

void check_isa(const std::optional<Isa>& isa) {
    if (!isa || static_cast<int>(*isa) <= static_cast<int>(detect_isa())) return;
    throw InputError(std::string("--isa is ") + isa_name(*isa) + "; this CPU goes up to " +
                     isa_name(detect_isa()));
}

}  // namespace convt::tools
