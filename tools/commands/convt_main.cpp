#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <new>
#include <string>

#include "commands/commands.hpp"
#include "convt/version.h"
#include "src/machine/cpu.hpp"
#include "support/input_error.hpp"
#include "support/names.hpp"

namespace {

constexpr int kBadInput = 2;

/// Prints one line, whatever the message holds.
int report(std::string message) {
    std::replace(message.begin(), message.end(), '\n', ' ');
    std::cerr << "convt: " << message << '\n';
    return kBadInput;
}

/// What is wrong where no command is, and the commands that there are.
std::string no_command(const CLI::App& app, const std::string& given, const std::string& error) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    const bool named = !given.empty() && given[0] != '-';
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return (named ? "there is no command '" + given + "'" + convt::tools::nearest(given, names) : error) +
           "; the commands are " + text;
}

int run_command(int argc, char** argv) {
    CLI::App app("Transposed convolutions: run one on .npy files, explain its plan, time layers of models");
    app.set_version_flag("--version", CONVT_VERSION);
    app.require_subcommand(1);
    int exit_code = 0;
    convt::tools::add_run_command(app, exit_code);
    convt::tools::add_explain_command(app, exit_code);
    convt::tools::add_bench_command(app, exit_code);
    convt::tools::add_compile_command(app, exit_code);
    convt::tools::add_layers_command(app, exit_code);
    convt::tools::add_peak_command(app, exit_code);
    convt::tools::add_report_command(app, exit_code);
    convt::tools::add_tune_command(app, exit_code);
    try {
        // Before any command does work that a wrong name would make another than was meant.
        app.parse_complete_callback([] { convt::tools::unwrap(convt::detail::capped_isa()); });
        app.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        if (!app.get_subcommands().empty()) return report(error.what());
        return report(no_command(app, argc > 1 ? argv[1] : "", error.what()));
    }
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run_command(argc, argv);
    } catch (const std::bad_alloc&) {
        return report("out of memory; the arrays must fit in it");
    } catch (const std::exception& error) {
        return report(error.what());
    }
}
