#include "fuzz/cases/run_case.hpp"

#include <map>
#include <thread>
#include <utility>

#include "fuzz/cases/check.hpp"
#include "fuzz/cases/classes.hpp"
#include "fuzz/cases/draw.hpp"
#include "fuzz/cases/operands.hpp"
#include "reference/quantized.hpp"

namespace convt::campaign {
namespace {

void run_backwards(void* /*pool*/, void (*task)(void*, int), void* data, int count) {
    for (int i = count; i-- > 0;) task(data, i);
}

void run_on_threads(void* /*pool*/, void (*task)(void*, int), void* data, int count) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(task, data, i);
    for (std::thread& thread : threads) thread.join();
}

/// Contexts live on: what earlier runs left in their workspaces must not matter.
Context& context_of(int threads, Runner runner) {
    static std::map<std::pair<int, Runner>, Context> contexts;
    const auto key = std::pair{threads, runner};
    if (const auto found = contexts.find(key); found != contexts.end()) return found->second;
    ContextOptions options;
    options.threads = threads;
    if (runner == Runner::backwards) options.parallel_for = run_backwards;
    if (runner == Runner::threads) options.parallel_for = run_on_threads;
    return contexts.emplace(key, Context::create(options).value()).first->second;
}

Outcome run_case(const Case& c, Operands& operands, const Expected& expected) {
    Outcome outcome;
    const auto fail = [&](const std::string& what) {
        outcome.wrong = what;
        return outcome;
    };
    const auto plan = plan_of(c);
    if (!plan.ok()) {
        const bool by_request = !c.kernel.empty() || c.algorithm == Algorithm::winograd;
        if (!by_request || plan.status().code() != StatusCode::unsupported) {
            return fail("no plan: " + plan.status().message());
        }
        return outcome;
    }
    outcome.kernel = plan->kernel_name();
    outcome.algorithm = plan->algorithm();
    outcome.split_everywhere = is_split_everywhere(*plan);
    const KernelScales scales{operands.scales.data(), static_cast<std::int64_t>(operands.scales.size())};
    auto packed = operands.scales.empty() ? plan->pack(operands.at_kernel.data(), c.order)
                                          : plan->pack(operands.at_kernel.data(), scales, c.order);
    if (!packed.ok()) return fail("pack: " + packed.status().message());
    if (packed->bytes() != plan->packed_bytes()) return fail("packed_bytes() is not what pack() takes");
    if (plan->workspace_bytes() > std::size_t{2} << 20) return fail("workspace_bytes() is above 2 MiB");
    const void* bias = c.with_bias ? operands.at_bias.data() : nullptr;
    const auto run = [&](Context& context) {
        operands.poison_outputs();
        return plan->run(operands.at_inputs.data(), *packed, bias, operands.given_slopes(),
                         operands.at_outputs.data(), context);
    };
    Status status = run(context_of(c.threads, c.runner));
    if (!status.ok()) return fail("run: " + status.message());
    outcome.wrong = wrong_outputs(expected, plan->algorithm(), operands.at_outputs.values());
    if (!outcome.wrong.empty()) return outcome;
    const support::ElementVector outputs(operands.at_outputs.values());
    status = run(context_of(c.threads == 1 ? 2 : 1, Runner::own));
    if (!status.ok()) return fail("run on another number of threads: " + status.message());
    if (!operands.at_outputs.hold(outputs)) {
        return fail("outputs on " + std::to_string(c.threads) + " threads and another number differ");
    }
    if (!operands.unchanged()) return fail("inputs, kernel, bias or slopes were written to");
    return outcome;
}

reference::Outputs exact_of(const Case& c, const Operands& operands) {
    const void* const bias = c.with_bias ? operands.bias.data() : nullptr;
    if (!reference::is_quantized(c.desc.dtype)) {
        return reference::conv_transpose(c.desc, operands.inputs.data(), operands.kernel.data(), bias,
                                         operands.slopes.data());
    }
    const auto* const kernel = static_cast<const std::int8_t*>(operands.kernel.data());
    const std::vector<double> values =
        reference::quantized_conv_transpose(c.desc, {operands.inputs.data(), kernel, operands.scales, bias});
    reference::Outputs exact;
    exact.values.assign(values.begin(), values.end());
    exact.magnitudes.resize(values.size());
    exact.products.resize(values.size());
    return exact;
}

/// Whether the oracle counts as many products as taps meet inputs, which is what ones sum up to.
bool counts_products(const Case& c, const reference::Outputs& exact) {
    return c.values != Values::ones || exact.products == products_of(c.desc);
}

}  // namespace

std::vector<Outcome> run_cases(const std::vector<Case>& cases) {
    if (cases.empty()) return {};
    const Case& first = cases.front();
    Operands operands(first);
    const Expected expected(first, operands.inputs, exact_of(first, operands));
    std::vector<Outcome> outcomes;
    for (const Case& c : cases) outcomes.push_back(run_case(c, operands, expected));
    if (!counts_products(first, expected.exact))
        outcomes.front().wrong = "the oracle counts products wrongly";
    return outcomes;
}

}  // namespace convt::campaign
