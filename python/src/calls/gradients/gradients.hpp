#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds input_gradient and kernel_gradient to the module.
void bind_gradients(nanobind::module_& module);

}  // namespace convt::python
