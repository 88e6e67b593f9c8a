#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "compile/catalog.hpp"
#include "compile/generators.hpp"
#include "compile/kit.hpp"
#include "compile/library.hpp"

namespace convt::tools {

/// How a library is built, as opposed to what is in it.
struct BuildOptions {
    std::filesystem::path out;      ///< folder of the results
    std::string compiler;           ///< empty: the usual one
    std::filesystem::path runtime;  ///< libconvt.a of the target; empty: the kit's
    std::optional<Generators> generators;
};

struct BuiltLibrary {
    std::filesystem::path archive;
    std::size_t bytes = 0;       ///< of the archive
    std::size_t data_bytes = 0;  ///< of weights and biases in it
};

/// Writes lib<name>.a, <name>.h and <name>Config.cmake: all of them, or none when it throws InputError.
[[nodiscard]] BuiltLibrary build_library(const Library& library, const Kit& kit, const Catalog& catalog,
                                         const BuildOptions& options);

}  // namespace convt::tools
