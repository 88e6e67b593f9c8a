#pragma once

#include <nanobind/nanobind.h>

#include "arguments/arguments.hpp"

namespace convt::python {

/// Sets the activation of `op`: None, a name, or a name with its values: ("leaky_relu", 0.2), ("clamp", -1,
/// 1).
void read_activation(nb::handle value, Operator& op);

}  // namespace convt::python
