#pragma once

#include <optional>

#include "arrays/arrays.hpp"

namespace convt::python {

/// Reads a bias of so many values and of the inputs' type, or of float32 for inputs of 16 bits, dense;
/// nothing for None.
[[nodiscard]] std::optional<Array> read_bias(nb::handle bias, std::int64_t out_channels, const Array& inputs);

[[nodiscard]] inline const Array* address(const std::optional<Array>& array) {
    return array ? &*array : nullptr;
}
[[nodiscard]] inline const void* data(const std::optional<Array>& array) {
    return array ? array->data : nullptr;
}

}  // namespace convt::python
