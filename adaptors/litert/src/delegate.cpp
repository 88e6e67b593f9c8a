#include "delegate.hpp"

#include <algorithm>
#include <vector>

#include "failure.hpp"
#include "kernel.hpp"
#include "layer.hpp"
#include "nodes/estimate.hpp"
#include "nodes/node.hpp"
#include "nodes/problem.hpp"

namespace convt::litert {
namespace {

/// Throws a Failure where convt cannot compute the node.
ConvTransposeDesc problem_of(const HostContext& context, const Node& node) {
    const std::optional<Shape> known = known_outputs(context, node);
    return describe(context, node, known ? *known : likely_outputs(context, node));
}

std::string name_of(const HostContext& context, const HostNode& node) {
    if (node.outputs == nullptr || node.outputs->size < 1) return "a node without outputs";
    const char* const name = context.tensors[node.outputs->data[0]].name;
    return name == nullptr ? "a node without a name" : name;
}

/// Whether convt takes the node. Says why where it cannot.
bool takes_transpose_conv(HostContext& context, Delegate& delegate, const HostNode& node,
                          const Registration& registration) {
    try {
        const ConvTransposeDesc desc = problem_of(context, read_node(context, node, registration));
        static_cast<void>(make_plan(desc, delegate.contexts.threads()));
        if (!delegate.settings.estimates || !is_better_left(desc)) return true;
        delegate.report.add(name_of(context, node), "left to the interpreter, which is faster");
    } catch (const Failure& failure) {
        const std::string name = name_of(context, node);
        delegate.report.add(name, std::string("left to the interpreter: ") + failure.what());
        context.report_error(&context, "convt leaves %s to the interpreter: %s", name.c_str(),
                             failure.what());
    }
    return false;
}

/// The graph's nodes in the order of a run. A copy, as the host's own is gone when it is asked again.
std::vector<int> planned_nodes(HostContext& context) {
    IntArray* plan = nullptr;
    if (context.get_execution_plan(&context, &plan) != HostStatus::ok)
        throw Failure("there is no execution plan");
    std::vector<int> nodes;
    nodes.reserve(static_cast<std::size_t>(plan->size));
    for (int i = 0; i < plan->size; ++i) nodes.push_back(plan->data[i]);
    return nodes;
}

bool takes_node(HostContext& context, Delegate& delegate, int index) {
    HostNode* node = nullptr;
    Registration* registration = nullptr;
    if (context.get_node_and_registration(&context, index, &node, &registration) != HostStatus::ok) {
        throw Failure("node " + std::to_string(index) + " cannot be had");
    }
    return is_transpose_conv(*registration) && takes_transpose_conv(context, delegate, *node, *registration);
}

/// Nodes are replaced one by one, as the host would make one kernel of neighbours, whose tensors it then
/// leaves without memory.
HostStatus prepare(HostContext* context, HostDelegate* host) noexcept {
    try {
        Delegate& delegate = delegate_of(*host);
        const int stated = delegate.settings.threads;
        delegate.contexts.settle(stated > 0 ? stated
                                            : std::clamp(context->recommended_num_threads, 1, kMaxThreads));
        std::vector<int> nodes = planned_nodes(*context);
        std::erase_if(nodes, [&](int index) { return !takes_node(*context, delegate, index); });
        for (const int node : nodes) {
            const IntArray one{1, {node}};
            const HostStatus status = context->replace_nodes(context, kernel_registration(), &one, host);
            if (status != HostStatus::ok) return status;
        }
        return HostStatus::ok;
    } catch (const std::exception& error) {
        context->report_error(context, "convt: %s", error.what());
        return HostStatus::error;
    }
}

}  // namespace

Delegate::Delegate(const Settings& stated) : host{}, settings(stated) {
    host.data = this;
    host.prepare = prepare;
    host.flags = kAllowDynamicTensors;
}

Delegate& delegate_of(const HostDelegate& host) noexcept {
    return *static_cast<Delegate*>(host.data);
}

}  // namespace convt::litert
