#include "compile/layer_sources.hpp"

#include <algorithm>

#include "compile/onnx/read_onnx.hpp"
#include "compile/problem_string.hpp"
#include "support/input_error.hpp"
#include "support/layer.hpp"

namespace convt::tools {
namespace {

void append_list(const std::string& path, std::vector<CompileLayer>& layers) {
    for (const Layer& layer : read_layers(path)) {
        CompileLayer& added = layers.emplace_back();
        added.name = layer.id;
        added.desc = layer.desc;
    }
}

void append_source(const std::string& source, const std::vector<std::string>& input_shapes,
                   std::vector<CompileLayer>& layers) {
    if (is_problem_string(source)) {
        layers.push_back(parse_problem_string(source));
    } else if (source.ends_with(".csv")) {
        append_list(source, layers);
    } else if (source.ends_with(".onnx")) {
        const std::vector<CompileLayer> added = read_onnx(source, input_shapes);
        layers.insert(layers.end(), added.begin(), added.end());
    } else {
        throw InputError(
            "'" + source +
            "' is no source; it must be a model (.onnx), a layer list (.csv) or a problem (\"2d …\")");
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

std::vector<CompileLayer> read_sources(const std::vector<std::string>& sources,
                                       const std::vector<std::string>& input_shapes) {
    std::vector<CompileLayer> layers;
    for (const std::string& source : sources) append_source(source, input_shapes, layers);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].name.empty()) layers[i].name = "layer_" + std::to_string(i);
        check(layers[i]);
    }
    return layers;
}

}  // namespace convt::tools
