#pragma once

#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"
#include "compile/layers/planned_layer.hpp"
#include "compile/target.hpp"

namespace convt::tools {

/// A layer with everything decided.
struct LibraryLayer {
    CompileLayer layer;
    std::string id;                        ///< its name in C, without the library's
    std::vector<PlannedVariant> variants;  ///< one per tier, highest first
};

/// What a library is written from.
struct Library {
    std::string name;
    Targets targets;
    std::vector<LibraryLayer> layers;
};

/// Names of the arguments that state batch and spatial sizes of a rank: batch, height, width.
[[nodiscard]] std::vector<std::string> size_names(int rank);
/// Those of the sizes that a layer leaves open.
[[nodiscard]] std::vector<std::string> open_sizes(const CompileLayer& layer);

/// Names of the functions that the library defines.
[[nodiscard]] std::vector<std::string> function_names(const Library& library);

/// <name>.h, for C99 and C++.
[[nodiscard]] std::string header_text(const Library& library);

/// <name>Config.cmake, for find_package.
[[nodiscard]] std::string cmake_config_text(const std::string& name);

}  // namespace convt::tools
