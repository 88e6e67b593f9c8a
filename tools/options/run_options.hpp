#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "convt/plan.hpp"

namespace convt::tools {

/// How to run, as opposed to what: shared by every subcommand that makes plans.
struct RunOptions {
    PlanOptions plan;  ///< its threads are those of the run as well
};

/// Adds --threads alone.
void add_threads_option(CLI::App& app, int& threads);

/// Adds --algorithm alone.
void add_algorithm_option(CLI::App& app, Algorithm& algorithm);

/// Adds --weights alone.
void add_weights_option(CLI::App& app, Weights& weights);

/// Adds --min-time alone, in seconds.
void add_min_time_option(CLI::App& app, float& seconds);

/// Adds --isa, --threads, --algorithm, --effort, --kernel-name and --tuned.
void add_run_options(CLI::App& app, RunOptions& options);

/// Throws InputError for an --isa that this CPU lacks, which would fail every layer: it is said once instead.
void check_isa(const std::optional<Isa>& isa);

}  // namespace convt::tools
