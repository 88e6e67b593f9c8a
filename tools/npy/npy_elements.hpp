#pragma once

#include <cstddef>
#include <vector>

#include "npy/npy.hpp"

namespace convt::tools {

/// Whether elements of a type are integers, and an array's `integers` hold them.
[[nodiscard]] bool is_integer(DType dtype);

/// Reads an array's elements, of its own type, from what a file holds of them.
void read_elements(const std::vector<std::byte>& bytes, NpyArray& array);

/// An array's elements in a type: floats are rounded to a type of floats once, integers are of the type
/// already.
[[nodiscard]] std::vector<std::byte> elements_of(const NpyArray& array, DType dtype);

}  // namespace convt::tools
