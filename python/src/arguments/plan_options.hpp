#pragma once

#include <nanobind/nanobind.h>

#include "convt/plan.hpp"

namespace convt::python {

namespace nb = nanobind;

/// A dtype as Python writes it: "float32", numpy.float32 or a numpy.dtype.
[[nodiscard]] DType read_dtype(nb::handle dtype);

/// The keyword arguments of Plan; each may be None for its default.
[[nodiscard]] PlanOptions read_plan_options(nb::handle weights, nb::handle threads, nb::handle algorithm,
                                            nb::handle effort, nb::handle max_isa, nb::handle kernel_name);

}  // namespace convt::python
