#include "errors.hpp"

#include <cstddef>

namespace convt::python {
namespace {

PyObject* exception_of(StatusCode code) {
    switch (code) {
        case StatusCode::out_of_memory:
            return PyExc_MemoryError;
        case StatusCode::unsupported:
            return PyExc_NotImplementedError;
        case StatusCode::internal:
            return PyExc_RuntimeError;
        case StatusCode::ok:
        case StatusCode::invalid_argument:
        case StatusCode::too_large:
        case StatusCode::mismatched_pack:
            break;
    }
    return PyExc_ValueError;
}

[[noreturn]] void raise_as(PyObject* type, const std::string& message) {
    PyErr_SetString(type, message.c_str());
    throw nb::python_error();
}

}  // namespace

void raise(const Status& status) {
    raise_as(exception_of(status.code()), status.message());
}
void raise_type_error(const std::string& message) {
    raise_as(PyExc_TypeError, message);
}
void raise_value_error(const std::string& message) {
    raise_as(PyExc_ValueError, message);
}

std::string quoted(nb::handle value) {
    constexpr std::size_t kLongest = 80;
    std::string text = nb::repr(value).c_str();
    if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
    return text + " (" + nb::str(value.type().attr("__name__")).c_str() + ")";
}

}  // namespace convt::python
