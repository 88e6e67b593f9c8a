// Bytes as an ONNX model: an InputError with a message, or layers with a legal rank.
#include "compile/onnx/read_onnx.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/require.hpp"
#include "support/input_error.hpp"

using convt::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const convt::fuzz::MemoryFile file(data, size);
    try {
        for (const convt::tools::CompileLayer& layer : convt::tools::read_onnx(file.path(), {}).layers) {
            require(layer.desc.rank >= 1 && layer.desc.rank <= convt::kMaxRank, "a layer has a rank");
        }
    } catch (const convt::tools::InputError& error) {
        require(*error.what() != '\0', "a refusal has a message");
    }
    return 0;
}
