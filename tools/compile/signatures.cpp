#include "compile/signatures.hpp"

namespace convt::tools {

std::vector<std::string> size_names(int rank) {
    switch (rank) {
        case 1:
            return {"batch", "width"};
        case 2:
            return {"batch", "height", "width"};
        default:
            return {"batch", "depth", "height", "width"};
    }
}

std::string function_name(const Library& library, const LibraryLayer& layer) {
    return library.name + "_" + layer.id;
}

std::string sizes_arguments(const CompileLayer& layer) {
    const auto names = size_names(layer.desc.rank);
    std::string text;
    for (std::size_t d = 0; d < names.size(); ++d) {
        if (layer.open[d]) text += (text.empty() ? "int64_t " : ", int64_t ") + names[d];
    }
    return text;
}

bool takes_bias(const CompileLayer& layer) {
    return !layer.weights || layer.bias_is_argument;
}

std::string run_signature(const Library& library, const LibraryLayer& layer) {
    const std::string sizes = sizes_arguments(layer.layer);
    return "int " + function_name(library, layer) + "(" + library.name + "_context* context, " + sizes +
           (sizes.empty() ? "" : ", ") + "const float* inputs, " +
           (layer.layer.weights ? "" : "const void* packed, ") +
           (takes_bias(layer.layer) ? "const float* bias, " : "") + "float* outputs)";
}

std::string packed_bytes_signature(const Library& library, const LibraryLayer& layer) {
    return "size_t " + function_name(library, layer) + "_packed_bytes(const " + library.name +
           "_context* context)";
}

std::string pack_signature(const Library& library, const LibraryLayer& layer) {
    return "int " + function_name(library, layer) + "_pack(" + library.name +
           "_context* context, const float* kernel, int order, void* packed)";
}

std::vector<std::string> function_names(const Library& library) {
    std::vector<std::string> names;
    for (const char* name : {"_context_create", "_context_create_on", "_context_destroy", "_error"}) {
        names.push_back(library.name + name);
    }
    for (const LibraryLayer& layer : library.layers) {
        const std::string name = function_name(library, layer);
        names.push_back(name);
        if (!layer.layer.weights) names.insert(names.end(), {name + "_packed_bytes", name + "_pack"});
    }
    return names;
}

}  // namespace convt::tools
