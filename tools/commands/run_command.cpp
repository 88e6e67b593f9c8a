#include <memory>

#include "commands/commands.hpp"
#include "options/option_values.hpp"
#include "options/run_options.hpp"
#include "problems/problem.hpp"
#include "support/files/output_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

struct Options {
    ProblemOptions problem;
    RunOptions run;
    std::string output;
};

std::vector<float> compute(const Problem& problem, const Options& options) {
    if (problem.desc.activation == Activation::prelu && !problem.slopes) {
        throw InputError("--slopes is missing; prelu takes a .npy file of one slope per output channel");
    }
    const Plan plan = unwrap(Plan::create(problem.desc, options.run.plan));
    const PackedKernel packed = unwrap(plan.pack(problem.kernel.values.data(), options.problem.kernel_order));
    Context context = unwrap(Context::create({options.run.plan.threads}));
    std::size_t count = 1;
    for (const std::int64_t extent : outputs_shape(problem.desc)) count *= static_cast<std::size_t>(extent);
    std::vector<float> outputs(count);
    require(plan.run(problem.inputs.values.data(), packed,
                     problem.bias ? problem.bias->values.data() : nullptr,
                     problem.slopes ? problem.slopes->values.data() : nullptr, outputs.data(), context));
    return outputs;
}

int run(const Options& options) {
    const Problem problem = load_problem(options.problem);
    OutputFile file(options.output);  // what cannot be written is noticed before the work
    const std::vector<float> outputs = compute(problem, options);
    write_npy(file.stream(), outputs_shape(problem.desc), outputs.data());
    file.commit();
    return 0;
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App& sub = *app.add_subcommand("run", "Compute the outputs of .npy files");
    add_problem_options(sub, options->problem);
    add_run_options(sub, options->run);
    add_path(sub, "--output", "FILE", "file to write", options->output)->required();
    sub.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace convt::tools
