#include "support/run.hpp"

#include <cstddef>
#include <map>

#include "reference/layout.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::support {
namespace {

std::size_t extent(const reference::Layout& layout) {
    return static_cast<std::size_t>(layout.extent());
}

/// One context for all runs of a thread count: what earlier runs left in its workspace must not matter.
Context& used_context(int threads) {
    static std::map<int, Context> contexts;
    const auto found = contexts.find(threads);
    if (found != contexts.end()) return found->second;
    return contexts.emplace(threads, Context::create({.threads = threads}).value()).first->second;
}

}  // namespace

Operands::Operands(const ConvTransposeDesc& desc, Random& random, Guard guard)
    : inputs(desc.dtype, extent(reference::input_layout(desc)), guard),
      kernel(desc.dtype, kernel_count(desc), guard),
      bias(reference::summed_type(desc.dtype), static_cast<std::size_t>(desc.out_channels), guard),
      slopes(reference::summed_type(desc.dtype),
             desc.activation == Activation::prelu ? static_cast<std::size_t>(desc.out_channels) : 0, guard),
      outputs(output_dtype(desc), extent(reference::output_layout(desc)), guard) {
    random.fill(inputs.values());
    random.fill(kernel.values());
    random.fill(bias.values());
    random.fill(slopes.values());
    poison(outputs.values());
}

reference::Outputs exact_outputs(const ConvTransposeDesc& desc, Operands& operands, bool with_bias) {
    return reference::conv_transpose(desc, operands.inputs.data(), operands.kernel.data(),
                                     with_bias ? operands.bias.data() : nullptr, operands.given_slopes());
}

Status run_plan(const Plan& plan, Operands& operands, const RunOptions& options) {
    auto packed = plan.pack(operands.kernel.data());
    if (!packed.ok()) return packed.status();
    Context& context = used_context(options.threads);
    const void* bias = options.with_bias ? operands.bias.data() : nullptr;
    return plan.run(operands.inputs.data(), *packed, bias, operands.given_slopes(), operands.outputs.data(),
                    context);
}

testing::AssertionResult runs_like_oracle(const Plan& plan, const ConvTransposeDesc& desc, Random& random,
                                          const RunOptions& options) {
    Operands operands(desc, random, options.guard);
    const Status status = run_plan(plan, operands, options);
    if (!status.ok()) {
        return testing::AssertionFailure()
               << plan.kernel_name() << ": " << status.message() << "; " << to_string(desc);
    }
    const auto expected = exact_outputs(desc, operands, options.with_bias);
    auto result = matches(desc, operands.outputs.values(), expected, plan.algorithm());
    if (!result) result << "; ran " << plan.kernel_name();
    return result;
}

testing::AssertionResult computes_like_oracle(const ConvTransposeDesc& desc, Random& random,
                                              const RunOptions& options) {
    auto plan = Plan::create(desc);
    if (!plan.ok()) {
        return testing::AssertionFailure() << plan.status().message() << "; " << to_string(desc);
    }
    return runs_like_oracle(*plan, desc, random, options);
}

}  // namespace convt::support
