#include "arrays/arrays.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "errors.hpp"

namespace convt::python {
namespace {

std::optional<DType> dtype_of(nb::dlpack::dtype type) {
    if (type.lanes != 1) return std::nullopt;
    const auto code = static_cast<nb::dlpack::dtype_code>(type.code);
    if (code == nb::dlpack::dtype_code::Float && type.bits == 32) return DType::float32;
    if (code == nb::dlpack::dtype_code::Float && type.bits == 64) return DType::float64;
    if (code == nb::dlpack::dtype_code::Float && type.bits == 16) return DType::float16;
    if (code == nb::dlpack::dtype_code::Bfloat && type.bits == 16) return DType::bfloat16;
    return std::nullopt;
}

/// What an array says of its element type; for messages and for types that no buffer can state.
std::string stated_dtype(nb::handle object) {
    nb::object dtype = nb::getattr(object, "dtype", nb::none());
    return dtype.is_none() ? "" : nb::str(dtype).c_str();
}

[[noreturn]] void refuse_object(nb::handle object, const char* name) {
    const std::string dtype = stated_dtype(object);
    const std::string type = nb::str(object.type().attr("__name__")).c_str();
    raise_type_error(std::string(name) + " is of type " + type + (dtype.empty() ? "" : " and of " + dtype) +
                     "; it must be an array that hands over float16, bfloat16, float32 or float64 in the "
                     "CPU's memory, by the buffer protocol or DLPack");
}

[[noreturn]] void refuse_dtype(nb::handle object, const char* name) {
    raise_type_error(std::string(name) + " is of " + stated_dtype(object) + "; convt computes " +
                     kDTypeNames + ", and converts nothing");
}

/// numpy exports ml_dtypes' bfloat16 neither as a buffer nor by DLPack: its bits are read in its place.
bool read_bits(nb::handle object, nb::ndarray<nb::ro>& held) {
    if (stated_dtype(object) != "bfloat16" || !nb::hasattr(object, "view")) return false;
    return nb::try_cast(object.attr("view")("uint16"), held);
}

void describe(Array& array, DType dtype) {
    array.dtype = dtype;
    array.data = array.held.data();
    array.axes = static_cast<int>(array.held.ndim());
    for (int i = 0; i < std::min(array.axes, kMostAxes); ++i) {
        const auto at = static_cast<std::size_t>(i);
        array.shape[at] = static_cast<std::int64_t>(array.held.shape(at));
        array.strides[at] = array.held.stride(at);
    }
}

}  // namespace

std::vector<std::int64_t> Array::shape_vector() const {
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < held.ndim(); ++i) all.push_back(static_cast<std::int64_t>(held.shape(i)));
    return all;
}

std::size_t Array::elements() const noexcept {
    return held.size();
}
std::size_t Array::bytes() const noexcept {
    return elements() * bytes_of(dtype);
}

std::size_t bytes_of(DType dtype) noexcept {
    if (dtype == DType::float64) return 8;
    return dtype == DType::float32 ? 4 : 2;
}

const char* dtype_name(DType dtype) noexcept {
    switch (dtype) {
        case DType::float32:
            return "float32";
        case DType::float64:
            return "float64";
        case DType::float16:
            return "float16";
        case DType::bfloat16:
            return "bfloat16";
        default:
            return "int8";
    }
}

Array read_array(nb::handle object, const char* name) {
    Array array;
    array.name = name;
    if (nb::try_cast(object, array.held)) {
        if (array.held.device_type() != nb::device::cpu::value) {
            raise_type_error(std::string(name) + " lies on another device; convt reads the CPU's memory");
        }
        const std::optional<DType> dtype = dtype_of(array.held.dtype());
        if (!dtype) refuse_dtype(object, name);
        describe(array, *dtype);
    } else if (read_bits(object, array.held)) {
        describe(array, DType::bfloat16);
    } else {
        refuse_object(object, name);
    }
    return array;
}

Array read_writable(nb::handle object, const char* name) {
    Array array = read_array(object, name);
    nb::ndarray<> writable;
    nb::object bits = array.dtype == DType::bfloat16 && nb::hasattr(object, "view")
                          ? object.attr("view")("uint16")
                          : nb::borrow(object);
    if (!nb::try_cast(bits, writable))
        raise_value_error(std::string(name) + " is read-only; it must be writable");
    return array;
}

void check_same_dtype(const Array& array, const Array& inputs) {
    if (array.dtype == inputs.dtype) return;
    raise_type_error(std::string(array.name) + " is of " + dtype_name(array.dtype) + " and inputs are of " +
                     dtype_name(inputs.dtype) + "; they must be of one type, as convt converts none");
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    }
    return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace convt::python
