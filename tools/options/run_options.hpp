#pragma once

#include <CLI/CLI.hpp>

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

/// Adds --isa, --threads, --algorithm, --effort, --kernel-name and --tuned.
void add_run_options(CLI::App& app, RunOptions& options);

}  // namespace convt::tools
