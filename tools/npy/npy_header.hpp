#pragma once

#include <cstdint>
#include <istream>
#include <vector>

#include "convt/desc.hpp"

namespace convt::tools {

/// The part of a .npy file before its data.
struct NpyHeader {
    std::vector<std::int64_t> shape;
    DType dtype = DType::float32;
    bool fortran_order = false;  ///< the first index moves fastest through the data, not the last
    std::uint64_t bytes = 0;     ///< of the header itself; the data follows
};

/// The element types of arrays that are read and written.
struct NpyType {
    DType dtype;
    const char* name;   ///< as options state it
    const char* descr;  ///< as headers do
};
inline constexpr NpyType kNpyTypes[] = {
    {DType::float32, "float32", "<f4"},
    {DType::float16, "float16", "<f2"},
    // NumPy has no name for it: ml_dtypes' arrays are saved as elements of two bytes.
    {DType::bfloat16, "bfloat16", "<V2"},
    // Single bytes have no order.
    {DType::int8, "int8", "|i1"},
    {DType::uint8, "uint8", "|u1"},
    {DType::int32, "int32", "<i4"},
};

/// The entry of one of these types.
const NpyType& npy_type(DType dtype);

/// Bytes of an element.
[[nodiscard]] std::size_t bytes_of(DType dtype);

/// Reads the header of an array of these types, .npy versions 1 to 3; throws InputError for anything else.
/// Takes at most a few times 64 KiB, whatever the bytes say.
NpyHeader read_npy_header(std::istream& stream);

}  // namespace convt::tools
