#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <utility>

#include "convt/status.hpp"

namespace convt::python {

namespace nb = nanobind;

/// Throws the Python exception of a status that is not ok: ValueError for what an argument breaks,
/// MemoryError, NotImplementedError for what this build or CPU cannot do, RuntimeError for a defect of convt.
[[noreturn]] void raise(const Status& status);

[[noreturn]] void raise_type_error(const std::string& message);
[[noreturn]] void raise_value_error(const std::string& message);

inline void check(const Status& status) {
    if (!status.ok()) raise(status);
}

template <class T>
T checked(Result<T>&& result) {
    if (!result.ok()) raise(result.status());
    return std::move(*result);
}

/// "3.0 (float)": a value as messages quote it, cut where it is long.
std::string quoted(nb::handle value);

}  // namespace convt::python
