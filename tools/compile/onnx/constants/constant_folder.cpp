#include "compile/onnx/constants/constant_folder.hpp"

#include <algorithm>

#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/flatten/lifted_bodies.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

std::shared_ptr<const Constant> shared(Constant constant) {
    return std::make_shared<const Constant>(std::move(constant));
}

/// A Constant node with values as attributes.
Constant stated_constant(const onnx::NodeProto& node) {
    Constant constant;
    if (const auto* value = attribute(node, "value_float")) {
        constant.reals = {static_cast<double>(value->f())};
    } else if (const auto* list = attribute(node, "value_floats")) {
        constant.shape = {list->floats_size()};
        constant.reals.assign(list->floats().begin(), list->floats().end());
    } else if (const auto* integer = attribute(node, "value_int")) {
        constant.type = onnx::TensorProto::INT64;
        constant.integers = {integer->i()};
    } else if (const auto* integers = attribute(node, "value_ints")) {
        constant.type = onnx::TensorProto::INT64;
        constant.shape = {integers->ints_size()};
        constant.integers.assign(integers->ints().begin(), integers->ints().end());
    } else {
        throw InputError("has no value of numbers");
    }
    return constant;
}

/// The shape of an input that is no constant, for operators that ask for nothing else.
std::optional<Constant> stated_shape(const Graph& graph, const std::string& value) {
    const auto shape = graph.shape(value);
    if (!shape) return std::nullopt;
    Constant stand_in;
    stand_in.type = onnx::TensorProto::BOOL;
    for (const auto& extent : *shape) {
        if (!extent) return std::nullopt;
        stand_in.shape.push_back(*extent);
    }
    return stand_in;
}

}  // namespace

void ConstantFolder::forget() {
    std::erase_if(known_, [](const auto& entry) { return entry.second.depends_on.empty(); });
    budget_.release();
}

/// Values that a node's value follows from. The branch of an If that is not taken is none.
std::vector<std::string> ConstantFolder::sources(const onnx::NodeProto& node,
                                                 const std::string& value) const {
    if (!is_operator(node, "If") || node.input_size() == 0) return graph_.reads(node);
    std::vector<std::string> names{node.input(0)};
    const auto condition = known_.find(node.input(0));
    if (condition == known_.end() || !condition->second.constant) return names;
    if (condition->second.constant->size() != 1) return names;
    names.push_back(branch_output(node, *condition->second.constant, value));
    return names;
}

/// A value that must be known before this one; empty when there is none. One that depends on an input
/// decides, so tensors that would have to be read come last.
std::string ConstantFolder::next_source(const std::string& value) const {
    const onnx::NodeProto* node = graph_.producer(value);
    if (node == nullptr || graph_.initializer(value) != nullptr) return "";
    std::vector<std::string> names = sources(*node, value);
    std::stable_partition(names.begin(), names.end(),
                          [&](const std::string& name) { return graph_.initializer(name) == nullptr; });
    for (const std::string& name : names) {
        if (name.empty()) continue;
        const auto known = known_.find(name);
        if (known == known_.end()) return name;
        if (!known->second.depends_on.empty()) return "";
    }
    return "";
}

/// Chains of nodes may be longer than the stack is deep.
const KnownValue& ConstantFolder::fold(const std::string& value) {
    std::vector<std::string> open{value};
    while (!open.empty()) {
        const std::string next = open.back();
        const std::string before = known_.count(next) > 0 ? "" : next_source(next);
        if (!before.empty()) {
            open.push_back(before);
            continue;
        }
        open.pop_back();
        if (known_.count(next) == 0) known_[next] = find(next);
    }
    return known_[value];
}

KnownValue ConstantFolder::find(const std::string& value) {
    const onnx::NodeProto* node = graph_.producer(value);
    try {
        if (const auto* tensor = graph_.initializer(value)) {
            Constant constant = read_tensor(*tensor, graph_.path(), budget_.left());
            budget_.hold(static_cast<std::int64_t>(constant.size()));
            return {shared(std::move(constant)), {}, {}};
        }
        if (node != nullptr) return evaluate(*node, value);
    } catch (const InputError& error) {
        return {nullptr, {}, (node != nullptr ? node_text(*node) + " " : "") + error.what()};
    } catch (const std::bad_alloc&) {
        return {
            nullptr,
            {},
            (node != nullptr ? node_text(*node) : "'" + value + "'") + " needs more memory than there is"};
    }
    if (graph_.is_input(value)) return {nullptr, value, {}};
    return {nullptr, {}, "no input, initializer or node has the name '" + value + "'"};
}

KnownValue ConstantFolder::chosen_branch(const onnx::NodeProto& node, const std::string& value) {
    const KnownValue& condition = known_.at(node.input(0));
    if (!condition.constant) return condition;
    const std::string taken = branch_output(node, *condition.constant, value);
    if (taken.empty()) throw InputError("has no output '" + value + "' in the branch that is taken");
    return known_.at(taken);
}

KnownValue ConstantFolder::evaluate(const onnx::NodeProto& node, const std::string& value) {
    const bool has_input = node.input_size() > 0 && !node.input(0).empty();
    if (is_operator(node, "If") && has_input) return chosen_branch(node, value);
    const bool asks_for_shape = is_operator(node, "Shape") || is_operator(node, "Size");
    if (asks_for_shape && has_input && !known_.at(node.input(0)).constant) {
        if (auto shape = stated_shape(graph_, node.input(0))) {
            Constant sizes =
                operator_table().at("Shape")({node, {shared(*shape)}, graph_.opset(), budget_})[0];
            if (node.op_type() == "Size") {
                sizes.integers = {element_count(shape->shape)};
                sizes.shape.clear();
            }
            return {shared(std::move(sizes)), {}, {}};
        }
    }
    const KnownValue* obstacle = nullptr;
    for (const std::string& name : graph_.reads(node)) {
        const auto known = known_.find(name);
        if (known == known_.end()) continue;
        if (!known->second.depends_on.empty()) return known->second;
        if (!known->second.constant) obstacle = &known->second;
    }
    if (obstacle != nullptr) return *obstacle;
    std::vector<Constant> outputs = apply(node);
    for (int i = 0; i < node.output_size() && i < static_cast<int>(outputs.size()); ++i) {
        const auto constant = shared(std::move(outputs[static_cast<std::size_t>(i)]));
        if (node.output(i) == value) return {constant, {}, {}};
        if (!node.output(i).empty()) known_[node.output(i)] = {constant, {}, {}};
    }
    throw InputError("makes '" + value + "', an output that is not evaluated");
}

std::vector<Constant> ConstantFolder::apply(const onnx::NodeProto& node) {
    if (is_operator(node, "Constant")) {
        const auto* value = attribute(node, "value");
        Constant constant =
            value != nullptr ? read_tensor(value->t(), graph_.path(), budget_.left()) : stated_constant(node);
        budget_.hold(static_cast<std::int64_t>(constant.size()));
        return {std::move(constant)};
    }
    const auto found = operator_table().find(node.op_type());
    if (!is_onnx_domain(node.domain()) || found == operator_table().end()) {
        throw InputError("is an operator that is not evaluated");
    }
    Call::Inputs inputs;
    for (const std::string& name : node.input()) {
        inputs.push_back(name.empty() ? nullptr : known_.at(name).constant);
    }
    return found->second({node, std::move(inputs), graph_.opset(), budget_});
}

}  // namespace convt::tools
