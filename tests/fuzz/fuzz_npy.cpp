// Bytes as a .npy file: an InputError with a message, or an array that survives being written and read.
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>

#include "fuzz/require.hpp"
#include "npy/npy.hpp"
#include "support/input_error.hpp"

using convt::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream file(std::string(reinterpret_cast<const char*>(data), size));
    try {
        const convt::tools::NpyArray array = convt::tools::parse_npy(file, size);
        std::stringstream copy;
        convt::tools::write_npy(copy, array.shape, array.values.data());
        const convt::tools::NpyArray again = convt::tools::parse_npy(copy, copy.str().size());
        require(again.shape == array.shape, "the shape survives");
        const std::size_t bytes = array.values.size() * sizeof(float);
        require(again.values.size() == array.values.size() &&
                    (bytes == 0 || std::memcmp(again.values.data(), array.values.data(), bytes) == 0),
                "the values survive");
    } catch (const convt::tools::InputError& error) {
        require(*error.what() != '\0', "a refusal has a message");
    }
    return 0;
}
