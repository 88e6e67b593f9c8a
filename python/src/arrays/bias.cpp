#include "arrays/bias.hpp"

#include <string>

#include "arrays/layouts.hpp"
#include "errors.hpp"

namespace convt::python {

std::optional<Array> read_bias(nb::handle bias, std::int64_t out_channels, const Array& inputs) {
    if (bias.is_none()) return std::nullopt;
    Array array = read_array(bias, "bias");
    // Of float16 and bfloat16, which have two bytes, the sums and so the bias are float32.
    if (bytes_of(inputs.dtype) > 2) {
        check_same_dtype(array, inputs);
    } else if (array.dtype != DType::float32) {
        raise_type_error("bias is of another type than float32, which it must be of for inputs of 16 bits");
    }
    if (array.axes != 1 || array.shape[0] != out_channels) {
        raise_value_error("bias has shape " + shape_text(array.shape_vector()) +
                          "; it must have one value for each of " + std::to_string(out_channels) +
                          " output channels");
    }
    make_dense(array);
    return array;
}

}  // namespace convt::python
