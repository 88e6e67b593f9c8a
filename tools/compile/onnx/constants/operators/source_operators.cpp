#include <algorithm>
#include <cmath>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

Constant integers(const Call& call, Shape shape, const std::vector<std::int64_t>& values) {
    Constant result = call.make(onnx::TensorProto::INT64, std::move(shape));
    result.integers = values;
    return result;
}

/// Sizes of the input from one dimension to another.
Outcome shape_of(const Call& call) {
    const Shape& shape = call.input(0).shape;
    const auto rank = static_cast<std::int64_t>(shape.size());
    const auto limit = [&](const char* name, std::int64_t otherwise) {
        const std::int64_t value = int_attribute(call.node(), name, otherwise);
        return std::clamp<std::int64_t>(value < 0 && value >= -rank ? value + rank : value, 0, rank);
    };
    const std::int64_t start = limit("start", 0), end = std::max(limit("end", rank), start);
    return {integers(call, {end - start}, {shape.begin() + start, shape.begin() + end})};
}

/// What fills a tensor: one value of any type, by default a float 0.
Outcome constant_of_shape(const Call& call) {
    Constant value;
    value.shape = {1};
    value.reals = {0};
    if (const auto* stated = attribute(call.node(), "value")) {
        if (stated->t().data_location() == onnx::TensorProto::EXTERNAL) {
            throw InputError("is filled with a value from another file");
        }
        value = read_tensor(stated->t(), {}, 1);
    }
    if (value.size() != 1) throw InputError("is filled with " + std::to_string(value.size()) + " values");
    Constant result = call.make(value.type, integers_of(call.input(0)));
    move_values(value, result, [](const auto& from, auto& to) { std::fill(to.begin(), to.end(), from[0]); });
    return {result};
}

Outcome range(const Call& call) {
    const int type = call.input(0).type;
    const double start = call.scalar(0).value_or(0), limit = call.scalar(1).value_or(0),
                 step = call.scalar(2).value_or(1);
    const double count = std::ceil((limit - start) / step);
    if (!(std::fabs(count) <= static_cast<double>(Budget::kMostValues))) {
        throw InputError("runs from " + std::to_string(start) + " to " + std::to_string(limit) + " by " +
                         std::to_string(step));
    }
    Constant result = call.make(type, {std::max<std::int64_t>(static_cast<std::int64_t>(count), 0)});
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double value = start + static_cast<double>(i) * step;
        if (result.is_integer()) {
            result.integers[i] = truncate_to_type(type, value);
        } else {
            result.reals[i] = round_to_type(type, value);
        }
    }
    return {result};
}

Outcome eye_like(const Call& call) {
    const Constant& x = call.input(0);
    if (x.shape.size() != 2) throw InputError("takes a matrix; it has " + shape_text(x.shape));
    const std::int64_t type = int_attribute(call.node(), "dtype", x.type),
                       k = int_attribute(call.node(), "k", 0);
    Constant result = call.make(static_cast<int>(type), x.shape);
    move_values(result, result, [&](const auto&, auto& to) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            if (at % x.shape[1] - at / x.shape[1] == k) to[i] = 1;
        }
    });
    return {result};
}

}  // namespace

void add_source_operators(OperatorTable& table) {
    table["Shape"] = shape_of;
    table["Size"] = [](const Call& call) -> Outcome {
        return {integers(call, {}, {static_cast<std::int64_t>(call.input(0).size())})};
    };
    table["ConstantOfShape"] = constant_of_shape;
    table["Range"] = range;
    table["EyeLike"] = eye_like;
}

}  // namespace convt::tools
