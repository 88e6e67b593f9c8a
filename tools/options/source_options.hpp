#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"

namespace convt::tools {

/// The arguments that state which layers are meant, and their sizes and layout.
struct SourceOptions {
    std::vector<std::string> sources;
    std::vector<std::string> input_shapes;
    std::vector<std::string> sizes;
    std::optional<std::string> layers;
    std::optional<DataFormat> data_format;
    std::optional<DType> dtype;
};

void add_source_options(CLI::App& app, SourceOptions& options);

/// Reads the layers. What models state that layers do not do, or that was left out, is told on standard
/// error. Throws InputError.
[[nodiscard]] std::vector<CompileLayer> read_layers(const SourceOptions& options);

}  // namespace convt::tools
