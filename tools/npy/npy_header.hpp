#pragma once

#include <cstdint>
#include <istream>
#include <vector>

namespace convt::tools {

/// The part of a .npy file before its data.
struct NpyHeader {
    std::vector<std::int64_t> shape;
    bool fortran_order = false;  ///< the first index moves fastest through the data, not the last
    std::uint64_t bytes = 0;     ///< of the header itself; the data follows
};

/// Reads the header of a float32 array, .npy versions 1 to 3; throws InputError for anything else.
/// Takes at most a few times 64 KiB, whatever the bytes say.
NpyHeader read_npy_header(std::istream& stream);

}  // namespace convt::tools
