#include "options/source_options.hpp"

#include <cstdio>

#include "compile/layers/layer_sources.hpp"
#include "options/option_values.hpp"
#include "problems/problem_options.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

DType parse_layer_dtype(const std::string& name, const std::string& text) {
    if (text == "float32") return DType::float32;
    throw InputError(name + " is '" + text + "'; layers are converted to float32 alone");
}

}  // namespace

void add_source_options(CLI::App& app, SourceOptions& options) {
    app.add_option("sources", options.sources,
                   "models (.onnx, .tflite), layer lists (.csv), problems (\"2d ic64 oc32 i? k4 s2 same\")")
        ->type_name("SOURCE...");
    app.add_option("--input-shape", options.input_shapes,
                   "NAME=1x3x640x640: sizes of a model's input; ? or ?640 leaves one open")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    app.add_option("--layers", options.layers,
                   "those of the sources' layers whose names match an expression, such as 'up_.*' [all]")
        ->type_name("REGEX")
        ->allow_extra_args(false);
    app.add_option("--sizes", options.sizes, "LAYER=BATCH,SIZE,...: fixed sizes, or ?, ?64 to leave one open")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    add_parsed(app, "--data-format", "NAME", "layout of every layer: channels_last or channels_first",
               options.data_format, parse_data_format);
    add_parsed(app, "--dtype", "TYPE", "float32: layers of models that compute in another type are converted",
               options.dtype, parse_layer_dtype);
}

std::vector<CompileLayer> read_layers(const SourceOptions& options) {
    if (options.sources.empty()) {
        throw InputError(
            "no source is stated; give models (.onnx, .tflite), layer lists (.csv) or problems "
            "(\"2d ic64 oc32 i40x30 k4 s2 same\")");
    }
    const OnnxRequest request{options.input_shapes,
                              options.layers ? LayerFilter(*options.layers) : LayerFilter(), options.dtype};
    std::vector<std::string> remarks;
    std::vector<CompileLayer> layers = read_sources(options.sources, request, remarks);
    for (const std::string& remark : remarks) std::fprintf(stderr, "convt: %s\n", remark.c_str());
    for (const std::string& sizes : options.sizes) apply_sizes(sizes, layers);
    for (CompileLayer& layer : layers) {
        layer.desc.data_format = options.data_format.value_or(layer.desc.data_format);
    }
    return layers;
}

}  // namespace convt::tools
