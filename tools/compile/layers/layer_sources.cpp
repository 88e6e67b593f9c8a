#include "compile/layers/layer_sources.hpp"

#include <algorithm>

#include "compile/layers/problem_string.hpp"
#include "compile/tflite/read_tflite.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

void append_list(const std::string& path, std::vector<CompileLayer>& layers) {
    for (const Layer& layer : read_layers(path)) {
        CompileLayer& added = layers.emplace_back();
        added.name = layer.id;
        added.desc = layer.desc;
    }
}

void append_source(const std::string& source, const OnnxRequest& request, std::vector<CompileLayer>& layers,
                   std::vector<std::string>& remarks) {
    if (is_problem_string(source)) {
        layers.push_back(parse_problem_string(source));
    } else if (source.ends_with(".csv")) {
        append_list(source, layers);
    } else if (source.ends_with(".onnx") || source.ends_with(".tflite")) {
        const OnnxLayers added =
            source.ends_with(".onnx") ? read_onnx(source, request) : read_tflite(source, request);
        layers.insert(layers.end(), added.layers.begin(), added.layers.end());
        remarks.insert(remarks.end(), added.remarks.begin(), added.remarks.end());
    } else {
        throw InputError("'" + source +
                         "' is no source; it must be a model (.onnx, .tflite), a layer list (.csv) or a "
                         "problem (\"2d …\")");
    }
}

void check(const CompileLayer& layer) {
    const ConvTransposeDesc& desc = layer.desc;
    if (desc.in_channels < 1 || desc.out_channels < 1) {
        throw InputError("layer " + layer.name + " has " + std::to_string(desc.in_channels) + " input and " +
                         std::to_string(desc.out_channels) + " output channels; it needs at least 1 of each");
    }
    require(validate(desc));
}

}  // namespace

std::vector<CompileLayer> read_sources(const std::vector<std::string>& sources, const OnnxRequest& request,
                                       std::vector<std::string>& remarks) {
    std::vector<CompileLayer> layers;
    for (const std::string& source : sources) append_source(source, request, layers, remarks);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].name.empty()) layers[i].name = "layer_" + std::to_string(i);
        check(layers[i]);
    }
    std::vector<std::string> names;
    for (const CompileLayer& layer : layers) names.push_back(layer.name);
    std::erase_if(layers, [&](const CompileLayer& layer) { return !request.filter.takes(layer.name); });
    if (layers.empty() && request.filter.states_some())
        throw InputError("--layers names no layer of the sources, which have " + listed(names));
    return layers;
}

}  // namespace convt::tools
