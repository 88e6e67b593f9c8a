#include <algorithm>
#include <cmath>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Integer = std::int64_t;
using OfReals = double (*)(double, double);
using OfIntegers = Integer (*)(Integer, Integer);
using Outcome = std::vector<Constant>;

/// Two's complement, as ONNX Runtime computes; signed overflow is undefined in C++.
template <class Operation>
Integer wrapping(Integer a, Integer b, Operation operation) {
    return static_cast<Integer>(operation(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)));
}

Integer divided(Integer a, Integer b) {
    if (b == 0) throw InputError("divides an integer by 0");
    return b == -1 ? wrapping(0, a, std::minus<>()) : a / b;
}

/// The remainder with the sign of the divisor, as Python has it.
Integer modulo(Integer a, Integer b) {
    if (b == 0) throw InputError("divides an integer by 0");
    if (b == -1) return 0;
    const Integer rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

void require_same_type(const Constant& a, const Constant& b) {
    if (a.type == b.type) return;
    throw InputError("joins " + element_type_name(a.type) + " and " + element_type_name(b.type) +
                     "; both must have one type");
}

/// Before opset 7, `b` lies along the axes from `axis` on instead of along the last ones.
Constant aligned(const Call& call, const Constant& a, const Constant& b) {
    Constant result = b;
    if (call.opset() >= 7 || b.shape.size() >= a.shape.size()) return result;
    const auto rank = static_cast<Integer>(a.shape.size());
    const Integer axis = int_attribute(call.node(), "axis", rank - static_cast<Integer>(b.shape.size()));
    const std::size_t first = normal_axis(axis, a.shape.size());
    if (first + b.shape.size() < a.shape.size()) result.shape.resize(a.shape.size() - first, 1);
    return result;
}

/// Fills `to` with operation(a, b) for the broadcast values.
template <class From, class To, class Operation>
void combine(const Constant& a, const Constant& b, const Shape& shape, const From& of_a, const From& of_b,
             To& to, Operation operation) {
    std::size_t at_result = 0;
    walk<2>(shape, {broadcast_steps(a.shape, shape), broadcast_steps(b.shape, shape)}, {0, 0},
            [&](const std::array<Integer, 2>& at) {
                to[at_result++] =
                    operation(of_a[static_cast<std::size_t>(at[0])], of_b[static_cast<std::size_t>(at[1])]);
            });
}

Constant apply_pair(const Call& call, const Constant& a, const Constant& b, OfReals real,
                    OfIntegers integer) {
    require_same_type(a, b);
    if (!a.is_integer()) return broadcast_reals(call, a, b, real);
    Constant result = call.make(a.type, broadcast_shape(a.shape, b.shape));
    combine(a, b, result.shape, a.integers, b.integers, result.integers,
            [&](Integer x, Integer y) { return wrap_to_type(a.type, integer(x, y)); });
    return result;
}

Operator pair(OfReals real, OfIntegers integer) {
    return [=](const Call& call) -> Outcome {
        const Constant& a = call.input(0);
        return {apply_pair(call, a, aligned(call, a, call.input(1)), real, integer)};
    };
}

/// Of any number of inputs.
Operator many(OfReals real, OfIntegers integer) {
    return [=](const Call& call) -> Outcome {
        Constant result = call.input(0);
        for (std::size_t i = 1; i < call.input_count(); ++i) {
            result = apply_pair(call, result, call.input(i), real, integer);
        }
        return {result};
    };
}

Operator comparison(bool (*test)(double, double), bool (*exact)(Integer, Integer)) {
    return [=](const Call& call) -> Outcome {
        const Constant& a = call.input(0);
        const Constant b = aligned(call, a, call.input(1));
        require_same_type(a, b);
        Constant result = call.make(onnx::TensorProto::BOOL, broadcast_shape(a.shape, b.shape));
        if (a.is_integer()) {
            combine(a, b, result.shape, a.integers, b.integers, result.integers, exact);
        } else {
            combine(a, b, result.shape, a.reals, b.reals, result.integers, test);
        }
        return {result};
    };
}

Outcome mean(const Call& call) {
    Constant result = many([](double a, double b) { return a + b; }, nullptr)(call)[0];
    const auto count = static_cast<double>(call.input_count());
    for (double& value : result.reals) value = round_to_type(result.type, value / count);
    return {result};
}

/// The exponent may have another type; the result has that of the base.
Outcome power(const Call& call) {
    const Constant& base = call.input(0);
    const Constant exponent = aligned(call, base, call.input(1));
    if (!base.is_integer()) {
        return {broadcast_reals(call, base, exponent, [](double a, double b) { return std::pow(a, b); })};
    }
    Constant result = call.make(base.type, broadcast_shape(base.shape, exponent.shape));
    combine(base, exponent, result.shape, base.to_doubles(), exponent.to_doubles(), result.integers,
            [&](double a, double b) { return truncate_to_type(base.type, std::pow(a, b)); });
    return {result};
}

double real_modulo(double a, double b) {
    const double rest = std::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

Integer remainder_as_c(Integer a, Integer b) {
    if (b == 0) throw InputError("divides an integer by 0");
    return b == -1 ? 0 : a % b;
}

Outcome mod(const Call& call) {
    const bool as_c = int_attribute(call.node(), "fmod", 0) != 0;
    const Constant &a = call.input(0), &b = call.input(1);
    const OfReals of_reals = as_c ? static_cast<OfReals>(std::fmod) : real_modulo;
    return {apply_pair(call, a, b, of_reals, as_c ? remainder_as_c : modulo)};
}

Outcome prelu(const Call& call) {
    const Constant& x = call.input(0);
    Constant slope = call.input(1);
    // Before opset 7 a slope of one dimension is one for each channel.
    if (call.opset() < 7 && slope.shape.size() == 1 && x.shape.size() > 2 && slope.size() > 1) {
        slope.shape.resize(x.shape.size() - 1, 1);
    }
    require_same_type(x, slope);
    return {broadcast_reals(call, x, slope, [](double a, double b) { return a < 0 ? a * b : a; })};
}

Outcome where(const Call& call) {
    const Constant &condition = call.input(0), &a = call.input(1), &b = call.input(2);
    require_same_type(a, b);
    const std::vector<Integer>& chosen = integers_of(condition);
    Constant result = call.make(a.type, broadcast_shape(condition.shape, broadcast_shape(a.shape, b.shape)));
    const auto steps = [&](const Constant& from) { return broadcast_steps(from.shape, result.shape); };
    const auto choose = [&](const auto& of_a, const auto& of_b, auto& to) {
        std::size_t at_result = 0;
        walk<3>(result.shape, {steps(condition), steps(a), steps(b)}, {0, 0, 0},
                [&](const std::array<Integer, 3>& at) {
                    const bool first = chosen[static_cast<std::size_t>(at[0])] != 0;
                    to[at_result++] =
                        first ? of_a[static_cast<std::size_t>(at[1])] : of_b[static_cast<std::size_t>(at[2])];
                });
    };
    if (a.is_integer()) {
        choose(a.integers, b.integers, result.integers);
    } else {
        choose(a.reals, b.reals, result.reals);
    }
    return {result};
}

/// The limits are attributes before opset 11 and optional inputs since.
Outcome clip(const Call& call) {
    Constant result = call.input(0);
    const auto limited = [&](std::size_t index, const char* name, OfReals real, OfIntegers integer) {
        if (const Constant* limit = call.optional_input(index)) {
            if (limit->size() != 1) throw InputError("has a limit of " + shape_text(limit->shape));
            Constant scalar = *limit;
            scalar.shape.clear();
            result = apply_pair(call, result, scalar, real, integer);
        } else if (attribute(call.node(), name) != nullptr) {
            Constant limit_value = call.make(result.type, {});
            const auto value = static_cast<double>(float_attribute(call.node(), name, 0));
            if (limit_value.is_integer()) throw InputError("has integers and limits that are attributes");
            limit_value.reals[0] = value;
            result = apply_pair(call, result, limit_value, real, integer);
        }
    };
    limited(
        1, "min", [](double x, double low) { return x < low ? low : x; },
        [](Integer x, Integer low) { return std::max(x, low); });
    limited(
        2, "max", [](double x, double high) { return x > high ? high : x; },
        [](Integer x, Integer high) { return std::min(x, high); });
    return {result};
}

void add_comparisons(OperatorTable& table) {
    table["Equal"] =
        comparison([](double a, double b) { return a == b; }, [](Integer a, Integer b) { return a == b; });
    table["Less"] =
        comparison([](double a, double b) { return a < b; }, [](Integer a, Integer b) { return a < b; });
    table["LessOrEqual"] =
        comparison([](double a, double b) { return a <= b; }, [](Integer a, Integer b) { return a <= b; });
    table["Greater"] =
        comparison([](double a, double b) { return a > b; }, [](Integer a, Integer b) { return a > b; });
    table["GreaterOrEqual"] =
        comparison([](double a, double b) { return a >= b; }, [](Integer a, Integer b) { return a >= b; });
    table["And"] = comparison([](double a, double b) { return a != 0 && b != 0; },
                              [](Integer a, Integer b) { return a != 0 && b != 0; });
    table["Or"] = comparison([](double a, double b) { return a != 0 || b != 0; },
                             [](Integer a, Integer b) { return a != 0 || b != 0; });
    table["Xor"] = comparison([](double a, double b) { return (a != 0) != (b != 0); },
                              [](Integer a, Integer b) { return (a != 0) != (b != 0); });
}

}  // namespace

Constant broadcast_reals(const Call& call, const Constant& a, const Constant& b,
                         const std::function<double(double, double)>& operation) {
    if (a.is_integer()) throw InputError("is applied to " + element_type_name(a.type) + "; it takes reals");
    Constant result = call.make(a.type, broadcast_shape(a.shape, b.shape));
    combine(a, b, result.shape, a.reals, b.to_doubles(), result.reals,
            [&](double x, double y) { return round_to_type(a.type, operation(x, y)); });
    return result;
}

void add_arithmetic_operators(OperatorTable& table) {
    const OfReals add = [](double a, double b) { return a + b; };
    const OfIntegers add_integers = [](Integer a, Integer b) { return wrapping(a, b, std::plus<>()); };
    // A comparison with what is no number is false, and the result is no number either.
    const OfReals least = [](double a, double b) { return std::isnan(a) || a < b ? a : b; };
    const OfReals most = [](double a, double b) { return std::isnan(a) || a > b ? a : b; };
    table["Add"] = pair(add, add_integers);
    table["Sum"] = many(add, add_integers);
    table["Sub"] = pair([](double a, double b) { return a - b; },
                        [](Integer a, Integer b) { return wrapping(a, b, std::minus<>()); });
    table["Mul"] = pair([](double a, double b) { return a * b; },
                        [](Integer a, Integer b) { return wrapping(a, b, std::multiplies<>()); });
    table["Div"] = pair([](double a, double b) { return a / b; }, divided);
    table["Min"] = many(least, [](Integer a, Integer b) { return std::min(a, b); });
    table["Max"] = many(most, [](Integer a, Integer b) { return std::max(a, b); });
    table["Mean"] = mean;
    table["Pow"] = power;
    table["Mod"] = mod;
    table["PRelu"] = prelu;
    table["Where"] = where;
    table["Clip"] = clip;
    add_comparisons(table);
}

}  // namespace convt::tools
