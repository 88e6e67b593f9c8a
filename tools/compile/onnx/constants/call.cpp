#include "compile/onnx/constants/call.hpp"

#include "compile/onnx/constants/element_type.hpp"
#include "support/input_error.hpp"

namespace convt::tools {

const Constant& Call::input(std::size_t index) const {
    const Constant* constant = optional_input(index);
    if (constant == nullptr) throw InputError("has no input " + std::to_string(index) + ", which it needs");
    return *constant;
}

const Constant* Call::optional_input(std::size_t index) const {
    return index < inputs_.size() ? inputs_[index].get() : nullptr;
}

std::optional<double> Call::scalar(std::size_t index) const {
    const Constant* constant = optional_input(index);
    if (constant == nullptr) return std::nullopt;
    if (constant->size() != 1) {
        throw InputError("has " + std::to_string(constant->size()) + " values as input " +
                         std::to_string(index) + "; it takes one");
    }
    return constant->to_doubles()[0];
}

std::optional<Shape> Call::integers(std::size_t index, const char* name) const {
    if (const Constant* constant = optional_input(index)) return integers_of(*constant);
    if (attribute(node_, name) == nullptr) return std::nullopt;
    return ints_attribute(node_, name);
}

Constant Call::make(int type, Shape shape) const {
    if (!is_real_type(type) && !is_integer_type(type)) {
        throw InputError("makes elements of " + element_type_name(type) +
                         "; float, double, float16, bfloat16, bool and integers are evaluated");
    }
    const std::int64_t count = element_count(shape);
    budget_.hold(count);
    Constant constant;
    constant.type = type;
    constant.shape = std::move(shape);
    if (constant.is_integer()) {
        constant.integers.resize(static_cast<std::size_t>(count));
    } else {
        constant.reals.resize(static_cast<std::size_t>(count));
    }
    return constant;
}

const std::vector<std::int64_t>& integers_of(const Constant& constant) {
    if (!constant.is_integer()) {
        throw InputError("has " + element_type_name(constant.type) + " where it takes integers");
    }
    return constant.integers;
}

std::size_t normal_axis(std::int64_t axis, std::size_t rank) {
    const auto size = static_cast<std::int64_t>(rank);
    if (axis < -size || axis >= size) {
        throw InputError("has an axis of " + std::to_string(axis) + "; there are " + std::to_string(rank));
    }
    return static_cast<std::size_t>(axis < 0 ? axis + size : axis);
}

std::vector<bool> marked_axes(const Shape& axes, std::size_t rank) {
    std::vector<bool> marked(rank, false);
    for (const std::int64_t axis : axes) {
        const std::size_t at = normal_axis(axis, rank);
        if (marked[at]) throw InputError("names axis " + std::to_string(axis) + " twice");
        marked[at] = true;
    }
    return marked;
}

}  // namespace convt::tools
