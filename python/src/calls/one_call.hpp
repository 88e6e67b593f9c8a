#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds conv_transpose, explain, cache_info and clear_cache to the module.
void bind_one_call(nanobind::module_& module);

}  // namespace convt::python
