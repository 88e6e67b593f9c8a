#include <iostream>
#include <memory>

#include "commands/commands.hpp"
#include "options/option_values.hpp"
#include "options/run_options.hpp"
#include "problems/problem.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

struct Options {
    ProblemOptions problem;
    RunOptions run;
    std::string output;
};

int explain(const Options& options) {
    const ConvTransposeDesc desc = load_desc(options.problem);
    const std::string text = unwrap(Plan::create(desc, options.run.plan)).explain();
    std::cout << text << (text.ends_with('\n') ? "" : "\n");
    return 0;
}

}  // namespace

void add_explain_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App& sub = *app.add_subcommand(
        "explain", "Print the plan of a problem, or for the arguments of run; compute nothing");
    add_problem_options(sub, options->problem);
    add_run_options(sub, options->run);
    add_weights_option(sub, options->run.plan.weights);
    add_path(sub, "--output", "FILE", "accepted so that a run line can be reused; not written",
             options->output);
    sub.callback([options, &exit_code] { exit_code = explain(*options); });
}

}  // namespace convt::tools
