#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds _bridge_address: where the module's BridgeTable lies, for ctypes to hand over.
void bind_bridge(nanobind::module_& module);

}  // namespace convt::python
