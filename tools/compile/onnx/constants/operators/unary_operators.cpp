#include <algorithm>
#include <cmath>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Real = std::function<double(double)>;
using Plain = double (*)(double);

/// With the attributes of the node.
using Made = Real (*)(const onnx::NodeProto&);

std::vector<Constant> apply_real(const Call& call, const Real& function) {
    const Constant& x = call.input(0);
    if (x.is_integer()) throw InputError("is applied to " + element_type_name(x.type) + "; it takes reals");
    Constant result = call.make(x.type, x.shape);
    std::transform(x.reals.begin(), x.reals.end(), result.reals.begin(),
                   [&](double value) { return round_to_type(x.type, function(value)); });
    return {result};
}

Operator of_reals(Plain function) {
    return [function](const Call& call) { return apply_real(call, function); };
}

Operator with_attributes(Made make) {
    return [make](const Call& call) { return apply_real(call, make(call.node())); };
}

/// Of any type of numbers.
Operator of_numbers(Plain real, std::int64_t (*integer)(std::int64_t)) {
    return [real, integer](const Call& call) -> std::vector<Constant> {
        const Constant& x = call.input(0);
        if (!x.is_integer()) return apply_real(call, real);
        Constant result = call.make(x.type, x.shape);
        std::transform(x.integers.begin(), x.integers.end(), result.integers.begin(),
                       [&](std::int64_t value) { return wrap_to_type(x.type, integer(value)); });
        return {result};
    };
}

/// To bool.
std::vector<Constant> test(const Call& call, const std::function<bool(double)>& holds) {
    const Constant& x = call.input(0);
    Constant result = call.make(onnx::TensorProto::BOOL, x.shape);
    const std::vector<double> values = x.to_doubles();
    std::transform(values.begin(), values.end(), result.integers.begin(),
                   [&](double value) { return holds(value) ? 1 : 0; });
    return {result};
}

Operator test_of(bool (*holds)(double)) {
    return [holds](const Call& call) { return test(call, holds); };
}

/// -x without overflow.
std::int64_t negated(std::int64_t value) {
    return static_cast<std::int64_t>(std::uint64_t{0} - static_cast<std::uint64_t>(value));
}

double float_of(const onnx::NodeProto& node, const char* name, double otherwise) {
    return static_cast<double>(float_attribute(node, name, static_cast<float>(otherwise)));
}

double softplus(double x) {
    return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x)));
}

void add_functions(OperatorTable& table) {
    const std::pair<const char*, Plain> functions[] = {
        {"Sqrt", std::sqrt},
        {"Exp", std::exp},
        {"Log", std::log},
        {"Reciprocal", [](double x) { return 1 / x; }},
        {"Floor", std::floor},
        {"Ceil", std::ceil},
        {"Round", std::nearbyint},
        {"Erf", std::erf},
        {"Sin", std::sin},
        {"Cos", std::cos},
        {"Tan", std::tan},
        {"Asin", std::asin},
        {"Acos", std::acos},
        {"Atan", std::atan},
        {"Sinh", std::sinh},
        {"Cosh", std::cosh},
        {"Asinh", std::asinh},
        {"Acosh", std::acosh},
        {"Atanh", std::atanh},
        {"Tanh", std::tanh},
        {"Sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
        {"Softplus", softplus},
        {"Softsign", [](double x) { return x / (1 + std::fabs(x)); }},
        {"HardSwish", [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
        {"Mish", [](double x) { return x * std::tanh(softplus(x)); }},
    };
    for (const auto& [name, function] : functions) table[name] = of_reals(function);
}

void add_functions_with_attributes(OperatorTable& table) {
    table["LeakyRelu"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        return [alpha = float_of(node, "alpha", 0.01)](double x) { return x < 0 ? alpha * x : x; };
    });
    table["Elu"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        return [alpha = float_of(node, "alpha", 1)](double x) { return x < 0 ? alpha * std::expm1(x) : x; };
    });
    table["Celu"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        return [alpha = float_of(node, "alpha", 1)](double x) {
            return x < 0 ? alpha * std::expm1(x / alpha) : x;
        };
    });
    table["Selu"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        const double alpha = float_of(node, "alpha", 1.67326319217681884765625);
        const double gamma = float_of(node, "gamma", 1.05070102214813232421875);
        return [=](double x) { return gamma * (x > 0 ? x : alpha * std::expm1(x)); };
    });
    table["HardSigmoid"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        const double alpha = float_of(node, "alpha", 0.2), beta = float_of(node, "beta", 0.5);
        return [=](double x) { return std::clamp(alpha * x + beta, 0.0, 1.0); };
    });
    table["ThresholdedRelu"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        return [alpha = float_of(node, "alpha", 1)](double x) { return x > alpha ? x : 0.0; };
    });
    table["Gelu"] = with_attributes([](const onnx::NodeProto& node) -> Real {
        if (string_attribute(node, "approximate", "none") == "tanh") {
            return [](double x) {
                return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
            };
        }
        return [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); };
    });
}

}  // namespace

void add_unary_operators(OperatorTable& table) {
    add_functions(table);
    add_functions_with_attributes(table);
    table["Neg"] = of_numbers([](double x) { return -x; }, negated);
    table["Abs"] = of_numbers([](double x) { return std::fabs(x); },
                              [](std::int64_t x) { return x < 0 ? negated(x) : x; });
    table["Relu"] = of_numbers([](double x) { return x < 0 ? 0.0 : x; },
                               [](std::int64_t x) { return std::max<std::int64_t>(x, 0); });
    table["Sign"] = of_numbers([](double x) { return x > 0   ? 1.0
                                                     : x < 0 ? -1.0
                                                             : x; },
                               [](std::int64_t x) { return std::int64_t{x > 0} - std::int64_t{x < 0}; });
    table["Not"] = test_of([](double x) { return x == 0; });
    table["IsNaN"] = test_of([](double x) { return std::isnan(x); });
    table["IsInf"] = [](const Call& call) {
        const bool above = int_attribute(call.node(), "detect_positive", 1) != 0;
        const bool below = int_attribute(call.node(), "detect_negative", 1) != 0;
        return test(call, [=](double x) { return std::isinf(x) && (x > 0 ? above : below); });
    };
}

}  // namespace convt::tools
