#include <algorithm>
#include <cmath>
#include <map>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

Constant cast(const Call& call, const Constant& x, int type) {
    Constant result = call.make(type, x.shape);
    if (result.is_integer() && x.is_integer()) {
        std::transform(x.integers.begin(), x.integers.end(), result.integers.begin(),
                       [&](std::int64_t value) { return wrap_to_type(type, value); });
    } else if (result.is_integer()) {
        std::transform(x.reals.begin(), x.reals.end(), result.integers.begin(),
                       [&](double value) { return truncate_to_type(type, value); });
    } else {
        const std::vector<double> values = x.to_doubles();
        std::transform(values.begin(), values.end(), result.reals.begin(),
                       [&](double value) { return round_to_type(type, value); });
    }
    return result;
}

/// From opset 6 on a number; before, the name of the type.
int target_type(const onnx::NodeProto& node) {
    const auto* to = attribute(node, "to");
    if (to == nullptr) throw InputError("has no attribute to");
    if (attribute_type(*to) != onnx::AttributeProto::STRING) {
        const std::int64_t type = int_attribute(node, "to", 0);
        return type < 0 || type > 1000 ? 0 : static_cast<int>(type);
    }
    std::string name = to->s();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (int type = 1; type <= onnx::TensorProto::BFLOAT16; ++type) {
        if (element_type_name(type) == name) return type;
    }
    throw InputError("casts to '" + to->s() + "', which is no type of elements");
}

/// A scale or zero point as it is broadcast over x: one for all, one for each position of an axis, or one for
/// each block of an axis.
Constant spread(const Call& call, const Constant& x, const Constant& parameter) {
    Constant result = parameter;
    if (parameter.size() == 1) {
        result.shape.clear();
        return result;
    }
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", 1), x.shape.size());
    if (parameter.shape.size() == 1) {
        result.shape.resize(x.shape.size() - axis, 1);
        return result;
    }
    const std::int64_t block = int_attribute(call.node(), "block_size", 0);
    if (block < 1 || parameter.shape.size() != x.shape.size()) {
        throw InputError("has scales of " + shape_text(parameter.shape) + " for " + shape_text(x.shape) +
                         "; it takes one, one for each position of an axis, or blocks");
    }
    result = call.make(parameter.type, x.shape);
    Shape outer = x.shape;
    outer.resize(axis);
    const std::int64_t rows = element_count(outer), extent = x.shape[axis], blocks = parameter.shape[axis];
    const std::int64_t inner = rows * extent == 0 ? 0 : element_count(x.shape) / rows / extent;
    if (blocks != (extent == 0 ? 0 : (extent - 1) / block + 1) ||
        static_cast<std::int64_t>(parameter.size()) != rows * blocks * inner) {
        throw InputError("has scales of " + shape_text(parameter.shape) + " for blocks of " +
                         std::to_string(block) + " in " + shape_text(x.shape));
    }
    move_values(parameter, result, [&](const auto& from, auto& to) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const std::int64_t row = at / inner / extent, position = at / inner % extent;
            to[i] = from[static_cast<std::size_t>((row * blocks + position / block) * inner + at % inner)];
        }
    });
    return result;
}

/// (x - zero point) scale, in the type of the scale.
Outcome dequantize(const Call& call) {
    const Constant& x = call.input(0);
    const Constant scale = spread(call, x, call.input(1));
    Constant centred = call.make(onnx::TensorProto::DOUBLE, x.shape);
    centred.reals = x.to_doubles();
    if (const Constant* zero = call.optional_input(2)) {
        centred =
            broadcast_reals(call, centred, spread(call, x, *zero), [](double a, double b) { return a - b; });
    }
    const Constant product = broadcast_reals(call, centred, scale, [](double a, double b) { return a * b; });
    return {cast(call, product, scale.type)};
}

/// x / scale, rounded to even, plus the zero point, within the type's range.
Outcome quantize(const Call& call) {
    const Constant& x = call.input(0);
    const Constant* zero = call.optional_input(2);
    const auto stated = static_cast<int>(int_attribute(call.node(), "output_dtype", 0));
    const int type = zero != nullptr ? zero->type : stated != 0 ? stated : onnx::TensorProto::UINT8;
    if (!is_integer_type(type)) throw InputError("quantizes to " + element_type_name(type));
    Constant scaled = broadcast_reals(call, x, spread(call, x, call.input(1)),
                                      [](double a, double b) { return std::nearbyint(a / b); });
    if (zero != nullptr) {
        scaled =
            broadcast_reals(call, scaled, spread(call, x, *zero), [](double a, double b) { return a + b; });
    }
    return {cast(call, scaled, type)};
}

}  // namespace

void add_conversion_operators(OperatorTable& table) {
    table["Cast"] = [](const Call& call) -> Outcome {
        return {cast(call, call.input(0), target_type(call.node()))};
    };
    table["CastLike"] = [](const Call& call) -> Outcome {
        return {cast(call, call.input(0), call.input(1).type)};
    };
    table["DequantizeLinear"] = dequantize;
    table["QuantizeLinear"] = quantize;
}

}  // namespace convt::tools
