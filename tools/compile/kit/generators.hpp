#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "compile/kit/catalog.hpp"

namespace convt::tools {

/// The generator programs. They need Halide: an installation has them only with its component
/// convt_generators.
class Generators {
public:
    /// @param recipe  what tools/tune/kernels/recipe.cmake writes: where they are, and how a kernel is
    /// compiled
    static std::optional<Generators> find(const std::filesystem::path& recipe);

    /// Makes a kernel object in a folder; returns its name. Throws InputError.
    std::string compile(const std::string& symbol, const Catalog::Object& object,
                        const std::filesystem::path& folder) const;

private:
    Generators(std::filesystem::path folder, nlohmann::json recipe)
        : folder_(std::move(folder)), recipe_(std::move(recipe)) {}
    std::filesystem::path folder_;  ///< of the recipe, whose paths may be relative to it
    nlohmann::json recipe_;
};

}  // namespace convt::tools
