#pragma once

#include <CLI/CLI.hpp>

namespace convt::tools {

/// Each adds one subcommand, which runs once all arguments are parsed: it sets `exit_code`, or throws
/// InputError. `exit_code` must outlive the parsing.
void add_run_command(CLI::App& app, int& exit_code);
void add_explain_command(CLI::App& app, int& exit_code);
void add_bench_command(CLI::App& app, int& exit_code);
void add_compile_command(CLI::App& app, int& exit_code);
void add_layers_command(CLI::App& app, int& exit_code);
void add_peak_command(CLI::App& app, int& exit_code);
void add_report_command(CLI::App& app, int& exit_code);
void add_tune_command(CLI::App& app, int& exit_code);

}  // namespace convt::tools
