#include <cstddef>
#include <memory>

#include "commands/commands.hpp"
#include "npy/npy_elements.hpp"
#include "npy/npy_header.hpp"
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

/// A bias as runs take it: floats of any size as float32, integers of int32.
std::vector<std::byte> bias_of(const NpyArray& bias) {
    return elements_of(bias, is_integer(bias.dtype) ? DType::int32 : DType::float32);
}

PackedKernel pack(const Plan& plan, const Problem& problem, const ProblemOptions& options) {
    const bool integers = is_integer(problem.desc.dtype);
    const std::vector<std::byte> kernel =
        elements_of(problem.kernel, integers ? DType::int8 : problem.desc.dtype);
    const std::vector<float>& scales = options.quantization.kernel_scales;
    if (scales.empty()) return unwrap(plan.pack(kernel.data(), options.kernel_order));
    return unwrap(plan.pack(kernel.data(), {scales.data(), static_cast<std::int64_t>(scales.size())},
                            options.kernel_order));
}

std::vector<std::byte> compute(const Problem& problem, const Options& options) {
    if (problem.desc.activation == Activation::prelu && !problem.slopes) {
        throw InputError("--slopes is missing; prelu takes a .npy file of one slope per output channel");
    }
    const ConvTransposeDesc& desc = problem.desc;
    const Plan plan = unwrap(Plan::create(desc, options.run.plan));
    check_kernel_scales(options.problem.quantization, desc);
    const std::vector<std::byte> inputs = elements_of(problem.inputs, desc.dtype);
    const PackedKernel packed = pack(plan, problem, options.problem);
    Context context = unwrap(Context::create({options.run.plan.threads}));
    std::size_t count = 1;
    for (const std::int64_t extent : outputs_shape(desc)) count *= static_cast<std::size_t>(extent);
    std::vector<std::byte> outputs(count * bytes_of(output_dtype(desc)));
    const std::vector<std::byte> bias = problem.bias ? bias_of(*problem.bias) : std::vector<std::byte>();
    require(plan.run(inputs.data(), packed, problem.bias ? bias.data() : nullptr,
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
