#include "compile/onnx/constant_operators.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Inputs = std::vector<std::optional<Constant>>;
using Binary = double (*)(double, double);
using Unary = double (*)(double);

const Constant& input(const Inputs& inputs, std::size_t index) {
    if (index >= inputs.size() || !inputs[index]) {
        throw InputError("has no input " + std::to_string(index) + ", which it needs");
    }
    return *inputs[index];
}

/// Before opset 7, `b` lies along the axes from `axis` on instead of along the last ones.
Constant legacy_operand(const onnx::NodeProto& node, const Constant& a, const Constant& b,
                        std::int64_t opset) {
    if (opset >= 7 || b.shape.size() >= a.shape.size()) return b;
    const auto rank = static_cast<std::int64_t>(a.shape.size());
    const std::int64_t axis = int_attribute(node, "axis", rank - static_cast<std::int64_t>(b.shape.size()));
    const std::size_t first = normal_axis(axis, a.shape.size());
    Constant aligned = b;
    if (first + b.shape.size() < a.shape.size()) aligned.shape.resize(a.shape.size() - first, 1);
    return aligned;
}

/// x_scale (x - zero point), along an axis or for all.
Constant dequantize(const onnx::NodeProto& node, const Inputs& inputs) {
    const Constant& x = input(inputs, 0);
    const auto aligned = [&](Constant parameter) {
        if (parameter.values.size() == 1) {
            parameter.shape.clear();
            return parameter;
        }
        if (parameter.shape.size() != 1)
            throw InputError("scales blocks; one scale, or one per channel, is read");
        const std::size_t axis = normal_axis(int_attribute(node, "axis", 1), x.shape.size());
        parameter.shape.resize(x.shape.size() - axis, 1);
        return parameter;
    };
    Constant centred = x;
    if (inputs.size() > 2 && inputs[2]) {
        centred = broadcast(x, aligned(*inputs[2]), [](double a, double b) { return a - b; });
    }
    Constant result = broadcast(centred, aligned(input(inputs, 1)), [](double a, double b) { return a * b; });
    result.integral = false;
    return result;
}

Constant constant_of_shape(const Inputs& inputs) {
    Constant result;
    result.shape = input(inputs, 0).integers();
    result.values.assign(static_cast<std::size_t>(element_count(result.shape)), 0.0);
    return result;
}

std::optional<Constant> apply_unary(const std::string& type, const Constant& x) {
    static const std::map<std::string, Unary> operations{
        {"Neg", [](double v) { return -v; }},
        {"Abs", [](double v) { return std::fabs(v); }},
        {"Sqrt", [](double v) { return std::sqrt(v); }},
        {"Reciprocal", [](double v) { return 1 / v; }},
        {"Exp", [](double v) { return std::exp(v); }},
    };
    const auto found = operations.find(type);
    if (found == operations.end()) return std::nullopt;
    Constant result = x;
    for (double& value : result.values) value = found->second(value);
    return result;
}

std::optional<Binary> binary_of(const std::string& type) {
    static const std::map<std::string, Binary> operations{
        {"Add", [](double a, double b) { return a + b; }},
        {"Sub", [](double a, double b) { return a - b; }},
        {"Mul", [](double a, double b) { return a * b; }},
        {"Div", [](double a, double b) { return a / b; }},
        {"Pow", [](double a, double b) { return std::pow(a, b); }},
    };
    const auto found = operations.find(type);
    return found == operations.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Constant> cast(const onnx::NodeProto& node, const Constant& x) {
    // From opset 6 on a number; before, the type's name, which changes no value of ours either.
    const auto* to = attribute(node, "to");
    const bool integral = to != nullptr && to->has_i() &&
                          (to->i() == onnx::TensorProto::INT32 || to->i() == onnx::TensorProto::INT64);
    Constant result = x;
    if (integral && !x.integral) {
        for (double& value : result.values) value = std::trunc(value);
    }
    result.integral = integral;
    return result;
}

}  // namespace

std::size_t normal_axis(std::int64_t axis, std::size_t rank) {
    const auto size = static_cast<std::int64_t>(rank);
    if (axis < -size || axis >= size) {
        throw InputError("has an axis of " + std::to_string(axis) + "; there are " + std::to_string(rank));
    }
    return static_cast<std::size_t>(axis < 0 ? axis + size : axis);
}

Constant broadcast(const Constant& a, const Constant& b,
                   const std::function<double(double, double)>& operation) {
    const std::size_t rank = std::max(a.shape.size(), b.shape.size());
    Constant result;
    result.shape.assign(rank, 1);
    result.integral = a.integral && b.integral;
    std::vector<std::int64_t> step_a(rank, 0), step_b(rank, 0);
    const auto place = [&](const Constant& from, std::vector<std::int64_t>& step) {
        std::int64_t stride = 1;
        for (std::size_t d = from.shape.size(); d-- > 0;) {
            const std::size_t at = rank - from.shape.size() + d;
            if (from.shape[d] == 1) continue;
            if (result.shape[at] != 1 && result.shape[at] != from.shape[d]) {
                throw InputError("joins sizes " + std::to_string(result.shape[at]) + " and " +
                                 std::to_string(from.shape[d]) + "; they must be equal or 1");
            }
            result.shape[at] = from.shape[d];
            step[at] = stride;
            stride *= from.shape[d];
        }
    };
    place(a, step_a);
    place(b, step_b);
    const std::int64_t count = element_count(result.shape);
    result.values.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t rest = i, at_a = 0, at_b = 0;
        for (std::size_t d = rank; d-- > 0;) {
            const std::int64_t position = rest % result.shape[d];
            rest /= result.shape[d];
            at_a += position * step_a[d];
            at_b += position * step_b[d];
        }
        result.values.push_back(
            operation(a.values[static_cast<std::size_t>(at_a)], b.values[static_cast<std::size_t>(at_b)]));
    }
    return result;
}

std::optional<Constant> apply_operator(const onnx::NodeProto& node, const Inputs& inputs,
                                       std::int64_t opset) {
    if (!node.domain().empty() && node.domain() != "ai.onnx") return std::nullopt;
    const std::string& type = node.op_type();
    if (type == "Identity" || type == "Dropout") return input(inputs, 0);
    if (type == "Cast") return cast(node, input(inputs, 0));
    if (type == "DequantizeLinear") return dequantize(node, inputs);
    if (type == "ConstantOfShape" && attribute(node, "value") == nullptr) return constant_of_shape(inputs);
    if (const auto operation = binary_of(type)) {
        const Constant& a = input(inputs, 0);
        return broadcast(a, legacy_operand(node, a, input(inputs, 1), opset), *operation);
    }
    if (!inputs.empty() && inputs[0]) {
        if (auto result = apply_unary(type, *inputs[0])) return result;
    }
    return apply_layout_operator(node, inputs);
}

}  // namespace convt::tools
