#include "fuzz/campaign/run_case.hpp"

#include <cstring>
#include <map>
#include <thread>
#include <utility>

#include "fuzz/campaign/check.hpp"
#include "fuzz/campaign/draw.hpp"
#include "fuzz/campaign/operands.hpp"

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

Outcome run_case(const Case& c, Operands& operands, const reference::Outputs& exact) {
    Outcome outcome;
    const auto fail = [&](const std::string& what) {
        outcome.wrong = what;
        return outcome;
    };
    const auto plan = plan_of(c);
    if (!plan.ok()) {
        if (c.kernel.empty() || plan.status().code() != StatusCode::unsupported) {
            return fail("no plan: " + plan.status().message());
        }
        return outcome;
    }
    outcome.kernel = plan->kernel_name();
    outcome.algorithm = plan->algorithm();
    auto packed = plan->pack(operands.at_kernel.data(), c.order);
    if (!packed.ok()) return fail("pack: " + packed.status().message());
    if (packed->bytes() != plan->packed_bytes()) return fail("packed_bytes() is not what pack() takes");
    if (plan->workspace_bytes() > std::size_t{2} << 20) return fail("workspace_bytes() is above 2 MiB");
    const void* bias = c.with_bias ? operands.at_bias.data() : nullptr;
    const auto run = [&](Context& context) {
        operands.place(c);
        return plan->run(operands.at_inputs.data(), *packed, bias, operands.at_outputs.data(), context);
    };
    Status status = run(context_of(c.threads, c.runner));
    if (!status.ok()) return fail("run: " + status.message());
    const support::ElementVector outputs = operands.at_outputs.read();
    outcome.wrong = wrong_outputs(c, *plan, operands.inputs, outputs, exact);
    if (!outcome.wrong.empty() || outputs.size() == 0) return outcome;
    status = run(context_of(c.threads == 1 ? 2 : 1, Runner::own));
    if (!status.ok()) return fail("run on another number of threads: " + status.message());
    const support::ElementVector again = operands.at_outputs.read();
    if (std::memcmp(outputs.data(), again.data(), outputs.elements().size_bytes()) != 0) {
        return fail("outputs on " + std::to_string(c.threads) + " threads and another number differ");
    }
    return outcome;
}

}  // namespace

std::vector<Outcome> run_cases(const std::vector<Case>& cases) {
    std::vector<Outcome> outcomes;
    if (cases.empty()) return outcomes;
    Operands operands(cases.front());
    const reference::Outputs exact =
        reference::conv_transpose(cases.front().desc, operands.inputs.data(), operands.kernel.data(),
                                  cases.front().with_bias ? operands.bias.data() : nullptr);
    for (const Case& c : cases) outcomes.push_back(run_case(c, operands, exact));
    return outcomes;
}

}  // namespace convt::campaign
