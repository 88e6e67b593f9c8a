// Bytes as a .npy file: an InputError with a message, or an array that survives being written and read.
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>

#include "fuzz/require.hpp"
#include "npy/npy.hpp"
#include "support/input_error.hpp"

using convt::DType;
using convt::fuzz::require;
using convt::tools::NpyArray;

namespace {

/// What is written of an array in a type that holds all of its elements is read again.
template <typename T>
void survives(const NpyArray& array, DType dtype, const std::vector<T>& elements,
              std::vector<T> NpyArray::*place) {
    std::stringstream copy;
    convt::tools::write_npy(copy, array.shape, dtype, elements.data());
    const NpyArray again = convt::tools::parse_npy(copy, copy.str().size());
    require(again.shape == array.shape, "the shape survives");
    const std::size_t bytes = elements.size() * sizeof(T);
    require((again.*place).size() == elements.size() &&
                (bytes == 0 || std::memcmp((again.*place).data(), elements.data(), bytes) == 0),
            "the elements survive");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream file(std::string(reinterpret_cast<const char*>(data), size));
    try {
        const NpyArray array = convt::tools::parse_npy(file, size);
        if (array.integers.empty()) {
            survives(array, DType::float32, array.values, &NpyArray::values);
        } else {
            survives(array, DType::int32, array.integers, &NpyArray::integers);
        }
    } catch (const convt::tools::InputError& error) {
        require(*error.what() != '\0', "a refusal has a message");
    }
    return 0;
}
