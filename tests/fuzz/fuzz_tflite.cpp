// Bytes as a TensorFlow Lite model: an InputError with a message, or legal layers.
#include "compile/tflite/read_tflite.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/require.hpp"
#include "support/input_error.hpp"

using convt::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const convt::fuzz::MemoryFile file(data, size);
    try {
        for (const convt::tools::CompileLayer& layer : convt::tools::read_tflite(file.path(), {}).layers) {
            require(convt::validate(layer.desc).ok(), "a layer is legal");
            require(layer.weights.has_value(), "a layer has its weights");
        }
    } catch (const convt::tools::InputError& error) {
        require(*error.what() != '\0', "a refusal has a message");
    }
    return 0;
}
