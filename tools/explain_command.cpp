#include <iostream>
#include <memory>

#include "commands.hpp"
#include "problem.hpp"
#include "run_options.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

struct Options {
    ProblemOptions problem;
    RunOptions run;
    std::string output;
};

int explain(const Options& options) {
    const Problem problem = load_problem(options.problem);
    const std::string text = unwrap(Plan::create(problem.desc, options.run.plan)).explain();
    std::cout << text << (text.ends_with('\n') ? "" : "\n");
    return 0;
}

}  // namespace

void add_explain_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App& sub = *app.add_subcommand("explain", "Print the plan for the same arguments, compute nothing");
    add_problem_options(sub, options->problem);
    add_run_options(sub, options->run);
    sub.add_option("--output", options->output, "accepted so that a run line can be reused; not written")
        ->type_name("FILE");
    sub.callback([options, &exit_code] { exit_code = explain(*options); });
}

}  // namespace convt::tools
