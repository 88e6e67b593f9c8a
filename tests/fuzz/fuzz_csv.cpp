// Bytes as a list of layers: an InputError with a message, or layers that are legal problems.
#include "fuzz/memory_file.hpp"
#include "fuzz/require.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer.hpp"

using convt::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const convt::fuzz::MemoryFile file(data, size);
    try {
        for (const convt::tools::Layer& layer : convt::tools::read_layers(file.path())) {
            require(convt::validate(layer.desc).ok(), "a layer is a legal problem");
            require(layer.macs_useful == convt::useful_macs(layer.desc), "its products are counted");
        }
    } catch (const convt::tools::InputError& error) {
        require(*error.what() != '\0', "a refusal has a message");
    }
    return 0;
}
