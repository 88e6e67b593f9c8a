#include "compile/code/signatures.hpp"

#include "compile/layers/element_values.hpp"
#include "compile/names/identifiers.hpp"

namespace convt::tools {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

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

std::vector<std::string> open_sizes(const CompileLayer& layer) {
    std::vector<std::string> open;
    const std::vector<std::string> names = size_names(layer.desc.rank);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (layer.open[i]) open.push_back(names[i]);
    }
    return open;
}

std::string sizes_arguments(const CompileLayer& layer) {
    const auto names = size_names(layer.desc.rank);
    std::string text;
    for (std::size_t d = 0; d < names.size(); ++d) {
        if (layer.open[d]) text += (text.empty() ? "int64_t " : ", int64_t ") + names[d];
    }
    return text;
}

std::string c_type(DType dtype) {
    switch (dtype) {
        case DType::float32:
            return "float";
        case DType::float64:
            return "double";
        case DType::float16:
        case DType::bfloat16:
            return "uint16_t";
        case DType::int8:
            return "int8_t";
        case DType::uint8:
            return "uint8_t";
        case DType::int32:
            return "int32_t";
    }
    return "void";
}

bool takes_bias(const CompileLayer& layer) {
    return !layer.weights || layer.bias_is_argument;
}

bool takes_slopes(const CompileLayer& layer) {
    return layer.desc.activation == Activation::prelu && !layer.weights;
}

std::string run_signature(const Library& library, const LibraryLayer& layer) {
    const ConvTransposeDesc& desc = layer.layer.desc;
    const std::string summed = c_type(bias_dtype(desc));
    const std::string sizes = sizes_arguments(layer.layer);
    return "int " + layer_names(library.name, layer.id).run + "(" + library.name + "_context* context, " +
           sizes + (sizes.empty() ? "" : ", ") + "const " + c_type(desc.dtype) + "* inputs, " +
           (layer.layer.weights ? "" : "const void* packed, ") +
           (takes_bias(layer.layer) ? "const " + summed + "* bias, " : "") +
           (takes_slopes(layer.layer) ? "const " + summed + "* slopes, " : "") + c_type(output_dtype(desc)) +
           "* outputs)";
}

std::string packed_bytes_signature(const Library& library, const LibraryLayer& layer) {
    return "size_t " + layer_names(library.name, layer.id).packed_bytes + "(const " + library.name +
           "_context* context)";
}

std::string pack_signature(const Library& library, const LibraryLayer& layer) {
    return "int " + layer_names(library.name, layer.id).pack + "(" + library.name +
           "_context* context, const " + c_type(kernel_dtype(layer.layer.desc)) +
           "* kernel, int order, void* packed)";
}

std::vector<std::string> function_names(const Library& library) {
    std::vector<std::string> names;
    for (const char* name : {"_context_create", "_context_create_on", "_context_destroy", "_error"}) {
        names.push_back(library.name + name);
    }
    for (const LibraryLayer& layer : library.layers) {
        const LayerNames own = layer_names(library.name, layer.id);
        names.push_back(own.run);
        if (!layer.layer.weights) names.insert(names.end(), {own.packed_bytes, own.pack});
    }
    return names;
}

}  // namespace convt::tools
