#include <algorithm>
#include <numeric>

#include "compile/onnx/constant_operators.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Inputs = std::vector<std::optional<Constant>>;
using Shape = std::vector<std::int64_t>;

/// An argument that newer opsets take as an input and older ones as an attribute; nothing when it is absent.
std::optional<Shape> argument(const onnx::NodeProto& node, const Inputs& inputs, const char* name) {
    if (inputs.size() > 1 && inputs[1]) return inputs[1]->integers();
    if (attribute(node, name) == nullptr) return std::nullopt;
    return ints_attribute(node, name);
}

Constant with_shape(Constant x, Shape shape) {
    if (element_count(shape) != static_cast<std::int64_t>(x.values.size())) {
        throw InputError("gives " + std::to_string(x.values.size()) + " values a shape of " +
                         std::to_string(element_count(shape)));
    }
    x.shape = std::move(shape);
    return x;
}

Constant reshape(const onnx::NodeProto& node, const Inputs& inputs) {
    const Constant& x = *inputs[0];
    Shape shape = argument(node, inputs, "shape").value_or(Shape{});
    const bool keep_zero = int_attribute(node, "allowzero", 0) != 0;
    std::int64_t known = 1;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (shape[d] == 0 && !keep_zero) shape[d] = d < x.shape.size() ? x.shape[d] : 0;
        if (shape[d] > 0) known *= shape[d];
    }
    const auto open = std::find(shape.begin(), shape.end(), -1);
    if (open != shape.end()) *open = static_cast<std::int64_t>(x.values.size()) / known;
    return with_shape(x, shape);
}

Constant transpose(const onnx::NodeProto& node, const Constant& x) {
    const std::size_t rank = x.shape.size();
    Shape order = ints_attribute(node, "perm");
    if (order.empty()) {
        order.resize(rank);
        std::iota(order.rbegin(), order.rend(), 0);
    }
    Shape sorted = order;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t d = 0; d < std::max(rank, sorted.size()); ++d) {
        if (sorted.size() != rank || sorted[d] != static_cast<std::int64_t>(d)) {
            throw InputError("has a perm that is no order of " + std::to_string(rank) + " axes");
        }
    }
    Shape step(rank, 1), moved(rank, 1);
    for (std::size_t d = rank; d-- > 1;) step[d - 1] = step[d] * x.shape[d];
    Constant result = x;
    for (std::size_t d = 0; d < rank; ++d) {
        const auto from = static_cast<std::size_t>(order[d]);
        result.shape[d] = x.shape[from];
        moved[d] = step[from];
    }
    for (std::size_t i = 0; i < result.values.size(); ++i) {
        auto rest = static_cast<std::int64_t>(i);
        std::int64_t at = 0;
        for (std::size_t d = rank; d-- > 0;) {
            at += rest % result.shape[d] * moved[d];
            rest /= result.shape[d];
        }
        result.values[i] = x.values[static_cast<std::size_t>(at)];
    }
    return result;
}

Constant squeeze(const onnx::NodeProto& node, const Inputs& inputs) {
    const Constant& x = *inputs[0];
    const auto axes = argument(node, inputs, "axes");
    std::vector<bool> dropped(x.shape.size(), false);
    for (std::size_t d = 0; d < x.shape.size(); ++d) dropped[d] = !axes && x.shape[d] == 1;
    for (const std::int64_t axis : axes.value_or(Shape{})) dropped[normal_axis(axis, x.shape.size())] = true;
    Shape shape;
    for (std::size_t d = 0; d < x.shape.size(); ++d) {
        if (!dropped[d]) shape.push_back(x.shape[d]);
    }
    return with_shape(x, shape);
}

Constant unsqueeze(const onnx::NodeProto& node, const Inputs& inputs) {
    const Constant& x = *inputs[0];
    const Shape axes = argument(node, inputs, "axes").value_or(Shape{});
    const std::size_t rank = x.shape.size() + axes.size();
    std::vector<bool> added(rank, false);
    for (const std::int64_t axis : axes) added[normal_axis(axis, rank)] = true;
    Shape shape;
    std::size_t from = 0;
    for (std::size_t d = 0; d < rank; ++d) {
        shape.push_back(added[d] || from == x.shape.size() ? 1 : x.shape[from++]);
    }
    return with_shape(x, shape);
}

Constant flatten(const onnx::NodeProto& node, const Constant& x) {
    const auto rank = static_cast<std::int64_t>(x.shape.size());
    const std::int64_t axis = int_attribute(node, "axis", 1);
    const std::int64_t from = axis < 0 ? axis + rank : axis;
    if (from < 0 || from > rank) throw InputError("has an axis of " + std::to_string(axis));
    const Shape front(x.shape.begin(), x.shape.begin() + from), back(x.shape.begin() + from, x.shape.end());
    return with_shape(x, {element_count(front), element_count(back)});
}

Constant expand(const Inputs& inputs) {
    Constant ones;
    ones.shape = inputs.size() > 1 && inputs[1] ? inputs[1]->integers() : Shape{};
    ones.values.assign(static_cast<std::size_t>(element_count(ones.shape)), 0.0);
    Constant result = broadcast(*inputs[0], ones, [](double a, double) { return a; });
    result.integral = inputs[0]->integral;
    return result;
}

}  // namespace

std::optional<Constant> apply_layout_operator(const onnx::NodeProto& node, const Inputs& inputs) {
    if (inputs.empty() || !inputs[0]) return std::nullopt;
    const std::string& type = node.op_type();
    if (type == "Reshape") return reshape(node, inputs);
    if (type == "Transpose") return transpose(node, *inputs[0]);
    if (type == "Squeeze") return squeeze(node, inputs);
    if (type == "Unsqueeze") return unsqueeze(node, inputs);
    if (type == "Flatten") return flatten(node, *inputs[0]);
    if (type == "Expand") return expand(inputs);
    return std::nullopt;
}

}  // namespace convt::tools
