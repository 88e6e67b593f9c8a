#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds _xla_handler: the operator as XLA calls it, for jax.ffi.register_ffi_target. It keeps no state, takes
/// shapes and types from the buffers, and plans for weights that are an argument, as XLA's operands may
/// change from run to run.
void bind_xla(nanobind::module_& module);

}  // namespace convt::python
