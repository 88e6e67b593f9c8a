#include <cstddef>
#include <cstring>
#include <memory>

#include "base/half.hpp"
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

/// Elements of a type, which floats are rounded to once.
std::vector<std::byte> elements_of(const std::vector<float>& values, DType dtype) {
    std::vector<std::byte> bytes(values.size() * static_cast<std::size_t>(detail::stored_bytes(dtype)));
    if (!detail::is_storage(dtype)) {
        if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
        return bytes;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const detail::Half half = detail::narrow(values[i], dtype);
        std::memcpy(bytes.data() + i * sizeof(half), &half, sizeof(half));
    }
    return bytes;
}

std::vector<std::byte> compute(const Problem& problem, const Options& options) {
    if (problem.desc.activation == Activation::prelu && !problem.slopes) {
        throw InputError("--slopes is missing; prelu takes a .npy file of one slope per output channel");
    }
    const Plan plan = unwrap(Plan::create(problem.desc, options.run.plan));
    const std::vector<std::byte> inputs = elements_of(problem.inputs.values, problem.desc.dtype);
    const std::vector<std::byte> kernel = elements_of(problem.kernel.values, problem.desc.dtype);
    const PackedKernel packed = unwrap(plan.pack(kernel.data(), options.problem.kernel_order));
    Context context = unwrap(Context::create({options.run.plan.threads}));
    std::size_t count = 1;
    for (const std::int64_t extent : outputs_shape(problem.desc)) count *= static_cast<std::size_t>(extent);
    std::vector<std::byte> outputs(
        count * static_cast<std::size_t>(detail::stored_bytes(output_dtype(problem.desc))));
    require(plan.run(inputs.data(), packed, problem.bias ? problem.bias->values.data() : nullptr,
                     problem.slopes ? problem.slopes->values.data() : nullptr, outputs.data(), context));
    return outputs;
}

int run(const Options& options) {
    const Problem problem = load_problem(options.problem);
    OutputFile file(options.output);  // what cannot be written is noticed before the work
    const std::vector<std::byte> outputs = compute(problem, options);
    write_npy(file.stream(), outputs_shape(problem.desc), output_dtype(problem.desc), outputs.data());
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
