#include <algorithm>
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

/// A shape, and the distances along its dimensions in an array of the other layout.
struct Layout {
    std::vector<std::int64_t> shape, steps;
};

/// The layout that moves the channels of an array of `shape` to the other end of its dimensions.
Layout other_layout(DataFormat data_format, const std::vector<std::int64_t>& shape) {
    std::vector<std::int64_t> steps(shape.size(), 1);
    for (std::size_t d = shape.size() - 1; d-- > 0;) steps[d] = steps[d + 1] * shape[d + 1];
    Layout other{shape, steps};
    for (std::vector<std::int64_t>* values : {&other.shape, &other.steps}) {
        const auto begin = values->begin() + 1, end = values->end();
        std::rotate(begin, data_format == DataFormat::channels_last ? end - 1 : begin + 1, end);
    }
    return other;
}

int run(const Options& options) {
    const Problem problem = load_problem(options.problem);
    OutputFile file(options.output);  // what cannot be written is noticed before the work
    const std::vector<float> outputs = compute(problem, options);
    const std::vector<std::int64_t> shape = outputs_shape(problem.desc);
    if (options.problem.output_format.value_or(problem.desc.data_format) == problem.desc.data_format) {
        write_npy(file.stream(), shape, outputs.data());
    } else {
        const Layout other = other_layout(problem.desc.data_format, shape);
        write_npy(file.stream(), other.shape, gather(outputs, other.shape, other.steps).data());
    }
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
