#include "arguments/activations.hpp"

#include <cstddef>
#include <string>

#include "errors.hpp"

namespace convt::python {
namespace {

struct Named {
    const char* name;
    Activation activation;
    std::size_t values;  ///< that must follow the name
};

constexpr Named kNamed[] = {
    {"linear", Activation::none, 0},
    {"relu", Activation::relu, 0},
    {"relu6", Activation::relu6, 0},
    {"leaky_relu", Activation::leaky_relu, 1},
    {"tanh", Activation::tanh, 0},
    {"sigmoid", Activation::sigmoid, 0},
    {"hard_swish", Activation::hard_swish, 0},
    {"hard_silu", Activation::hard_swish, 0},
    {"clamp", Activation::clamp, 2},
};

std::string known_names() {
    std::string text;
    for (const Named& named : kNamed) text += std::string(text.empty() ? "" : ", ") + named.name;
    return text;
}

double read_number(nb::handle value) {
    const double number = PyFloat_AsDouble(value.ptr());
    if (number == -1 && PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        raise_type_error("activation has the value " + quoted(value) + "; it must be a number");
    }
    return number;
}

}  // namespace

void read_activation(nb::handle value, Operator& op) {
    if (value.is_none()) return;
    const bool has_values = PyTuple_Check(value.ptr()) && nb::len(value) > 0;
    const std::string name = read_text(has_values ? nb::object(value[0]) : nb::borrow(value), "activation");
    const std::size_t values = has_values ? nb::len(value) - 1 : 0;
    for (const Named& named : kNamed) {
        if (name != named.name) continue;
        if (values != named.values) {
            raise_value_error("activation " + name + " has " + std::to_string(values) + " values; it takes " +
                              std::to_string(named.values) +
                              ", as in (\"leaky_relu\", 0.2) and (\"clamp\", -1, 1)");
        }
        op.activation = named.activation;
        for (std::size_t i = 0; i < values; ++i) op.activation_values[i] = read_number(value[i + 1]);
        return;
    }
    raise_value_error("activation is " + quoted(value) + "; it must be None or one of " + known_names());
}

}  // namespace convt::python
