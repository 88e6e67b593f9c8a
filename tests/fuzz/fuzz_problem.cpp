// Bytes as a problem string: an InputError with a message, or a layer with a legal rank.
#include <cstdint>
#include <string>

#include "compile/layers/problem_string.hpp"
#include "fuzz/require.hpp"
#include "support/input_error.hpp"

using convt::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        const convt::tools::CompileLayer layer = convt::tools::parse_problem_string(text);
        require(layer.desc.rank >= 1 && layer.desc.rank <= convt::kMaxRank, "a layer has a rank");
    } catch (const convt::tools::InputError& error) {
        require(*error.what() != '\0', "a refusal has a message");
    }
    return 0;
}
