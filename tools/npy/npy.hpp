#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <ostream>
#include <vector>

#include "convt/desc.hpp"

namespace convt::tools {

/// A dense array in row-major (C) order, of float32, float16, bfloat16, int8, uint8 or int32 elements.
struct NpyArray {
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< of a type of floats, each of which a float holds exactly
    DType dtype = DType::float32;
    std::vector<std::int32_t> integers{};  ///< of a type of integers, in place of values
};

/// Reads an array of `size` bytes in NumPy's .npy format, versions 1 to 3.
///
/// Meant for untrusted bytes: memory is taken only for data that is there. Throws InputError for anything but
/// a little-endian array of these types, with extents below 2^31, whose data fills the rest exactly. Arrays
/// in Fortran order, as NumPy saves transposed ones, are copied to C order.
NpyArray parse_npy(std::istream& stream, std::uint64_t size);

/// Reads a .npy file; the InputError thrown names it. The file must be a regular one that fits into memory.
NpyArray read_npy(const std::filesystem::path& path);

/// Writes an array in .npy format 1.0. `values` holds as many elements of that type as the shape says.
void write_npy(std::ostream& stream, const std::vector<std::int64_t>& shape, DType dtype, const void* values);
void write_npy(std::ostream& stream, const std::vector<std::int64_t>& shape, const float* values);

}  // namespace convt::tools
