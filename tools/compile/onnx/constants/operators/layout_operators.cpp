#include <algorithm>

#include "compile/onnx/constants/operators.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

Outcome with_shape(const Call& call, Shape shape) {
    const Constant& x = call.input(0);
    if (element_count(shape) != static_cast<std::int64_t>(x.size())) {
        throw InputError("gives " + std::to_string(x.size()) + " values, " + shape_text(x.shape) +
                         ", a shape of " + shape_text(shape));
    }
    Constant result = call.make(x.type, std::move(shape));
    move_values(x, result, [](const auto& from, auto& to) { to = from; });
    return {result};
}

Outcome reshape(const Call& call) {
    const Constant& x = call.input(0);
    const Shape wanted = call.integers(1, "shape").value_or(Shape{});
    Shape shape = wanted;
    const bool keep_zero = int_attribute(call.node(), "allowzero", 0) != 0;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (shape[d] != 0 || keep_zero) continue;
        if (d >= x.shape.size()) {
            throw InputError("copies dimension " + std::to_string(d) + " of " + shape_text(x.shape) +
                             ", which has none such");
        }
        shape[d] = x.shape[d];
    }
    const auto open = std::find(shape.begin(), shape.end(), -1);
    if (open != shape.end()) {
        *open = 1;
        // Another -1, or a product beyond any memory, is refused here.
        const std::int64_t known = element_count(shape);
        const auto count = static_cast<std::int64_t>(x.size());
        if (known == 0 || count % known != 0) {
            throw InputError("gives " + std::to_string(count) + " values a shape of " + shape_text(wanted));
        }
        *open = count / known;
    }
    return with_shape(call, shape);
}

Outcome squeeze(const Call& call) {
    const Constant& x = call.input(0);
    const auto axes = call.integers(1, "axes");
    const std::vector<bool> named = marked_axes(axes.value_or(Shape{}), x.shape.size());
    Shape shape;
    for (std::size_t d = 0; d < x.shape.size(); ++d) {
        const bool dropped = axes ? named[d] : x.shape[d] == 1;
        if (!dropped) shape.push_back(x.shape[d]);
        if (dropped && x.shape[d] != 1) {
            throw InputError("drops dimension " + std::to_string(d) + " of " + shape_text(x.shape) +
                             "; its size must be 1");
        }
    }
    return with_shape(call, shape);
}

Outcome unsqueeze(const Call& call) {
    const Constant& x = call.input(0);
    const Shape axes = call.integers(1, "axes").value_or(Shape{});
    const std::size_t rank = x.shape.size() + axes.size();
    const std::vector<bool> added = marked_axes(axes, rank);
    Shape shape;
    std::size_t from = 0;
    for (std::size_t d = 0; d < rank; ++d) shape.push_back(added[d] ? 1 : x.shape[from++]);
    return with_shape(call, shape);
}

Outcome flatten(const Call& call) {
    const Constant& x = call.input(0);
    const auto rank = static_cast<std::int64_t>(x.shape.size());
    const std::int64_t axis = int_attribute(call.node(), "axis", 1);
    if (axis < -rank || axis > rank) {
        throw InputError("has an axis of " + std::to_string(axis) + "; there are " + std::to_string(rank));
    }
    const auto middle = x.shape.begin() + (axis < 0 ? axis + rank : axis);
    return with_shape(
        call, {element_count(Shape(x.shape.begin(), middle)), element_count(Shape(middle, x.shape.end()))});
}

/// As in inference, which leaves values as they are.
Outcome dropout(const Call& call) {
    if (call.scalar(2).value_or(0) != 0) throw InputError("is set to train, which drops values at random");
    return {call.input(0)};
}

}  // namespace

void add_layout_operators(OperatorTable& table) {
    table["Identity"] = [](const Call& call) -> Outcome { return {call.input(0)}; };
    table["Dropout"] = dropout;
    table["Reshape"] = reshape;
    table["Squeeze"] = squeeze;
    table["Unsqueeze"] = unsqueeze;
    table["Flatten"] = flatten;
}

}  // namespace convt::tools
