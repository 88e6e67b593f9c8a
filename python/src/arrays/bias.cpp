#include "arrays/bias.hpp"

#include <string>

#include "arrays/layouts.hpp"
#include "errors.hpp"

namespace convt::python {

std::optional<Array> read_bias(nb::handle bias, std::int64_t out_channels, const Array& inputs) {
    if (bias.is_none()) return std::nullopt;
    Array array = read_array(bias, "bias");
    check_same_dtype(array, inputs);
    if (array.axes != 1 || array.shape[0] != out_channels) {
        raise_value_error("bias has shape " + shape_text(array.shape_vector()) +
                          "; it must have one value for each of " + std::to_string(out_channels) +
                          " output channels");
    }
    make_dense(array);
    return array;
}

}  // namespace convt::python
