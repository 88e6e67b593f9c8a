#include "arguments/arguments.hpp"

#include <algorithm>
#include <cctype>

#include "arguments/activations.hpp"
#include "errors.hpp"

namespace convt::python {
namespace {

Dims read_dims(nb::handle value, const char* name) {
    if (PyLong_Check(value.ptr())) return {read_integer(value, name)};
    const bool is_sequence = PyTuple_Check(value.ptr()) || PyList_Check(value.ptr());
    if (!is_sequence && PySequence_Check(value.ptr()) == 0) return {read_integer(value, name)};
    return Dims(read_integers(value, name));
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

Padding read_padding(nb::handle value) {
    const std::string name = lower(read_text(value, "padding"));
    if (name == "valid") return Padding::valid;
    if (name == "same") return Padding::same;
    raise_value_error("padding is " + quoted(value) + "; it must be 'valid' or 'same'");
}

DataFormat read_format(nb::handle value) {
    if (value.is_none()) return DataFormat::channels_last;
    const std::string name = lower(read_text(value, "data_format"));
    if (name == "channels_last") return DataFormat::channels_last;
    if (name == "channels_first") return DataFormat::channels_first;
    raise_value_error("data_format is " + quoted(value) + "; it must be 'channels_last' or 'channels_first'");
}

}  // namespace

std::string read_text(nb::handle value, const char* name) {
    if (!PyUnicode_Check(value.ptr())) {
        raise_type_error(std::string(name) + " is " + quoted(value) + "; it must be a string");
    }
    return nb::cast<const char*>(value);
}

std::int64_t read_integer(nb::handle value, const char* name) {
    nb::object index = nb::steal(PyNumber_Index(value.ptr()));
    if (!index.is_valid()) {
        PyErr_Clear();
        raise_type_error(std::string(name) + " is " + quoted(value) +
                         "; it must be an integer or a sequence of integers");
    }
    int overflow = 0;
    const std::int64_t number = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow != 0)
        raise_value_error(std::string(name) + " is " + quoted(value) + "; it must be below 2^31");
    return number;
}

std::vector<std::int64_t> read_integers(nb::handle sequence, const char* name) {
    const Py_ssize_t size = PySequence_Size(sequence.ptr());
    if (size < 0) {
        PyErr_Clear();
        return {read_integer(sequence, name)};
    }
    std::vector<std::int64_t> numbers;
    for (Py_ssize_t i = 0; i < size; ++i) {
        nb::object item = nb::steal(PySequence_GetItem(sequence.ptr(), i));
        if (!item.is_valid()) throw nb::python_error();
        numbers.push_back(read_integer(item, name));
    }
    return numbers;
}

Operator read_operator(nb::handle strides, nb::handle padding, nb::handle output_padding,
                       nb::handle data_format, nb::handle dilation_rate, nb::handle activation) {
    Operator op;
    op.strides = read_dims(strides, "strides");
    op.padding = read_padding(padding);
    if (!output_padding.is_none()) op.output_padding = read_dims(output_padding, "output_padding");
    op.data_format = read_format(data_format);
    op.dilation_rate = read_dims(dilation_rate, "dilation_rate");
    read_activation(activation, op);
    return op;
}

ConvTransposeDesc desc_of(const Operator& op, DType dtype, const std::vector<std::int64_t>& inputs_shape,
                          const std::vector<std::int64_t>& kernel_shape) {
    ConvTransposeDesc desc = checked(keras_desc(inputs_shape, kernel_shape, op.strides, op.padding,
                                                op.output_padding, op.data_format, op.dilation_rate));
    desc.dtype = dtype;
    desc.activation = op.activation;
    desc.activation_alpha = op.activation_values[0];
    desc.activation_min = op.activation_values[0];
    desc.activation_max = op.activation_values[1];
    const Status status = validate(desc);
    if (status.code() == StatusCode::unsupported) raise_type_error(status.message());
    check(status);
    return desc;
}

}  // namespace convt::python
