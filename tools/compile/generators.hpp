#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "compile/catalog.hpp"

namespace convt::tools {

/// The generator programs of a build tree. They need Halide, so an installation has none.
class Generators {
public:
    /// @param recipe  what tools/tune/recipe.json.in becomes: where they are, and how a kernel is compiled
    static std::optional<Generators> find(const std::filesystem::path& recipe);

    /// Makes the object of a kernel in a folder; returns its name. Throws InputError.
    std::string compile(const Catalog::Line& kernel, const std::filesystem::path& folder) const;

private:
    explicit Generators(nlohmann::json recipe) : recipe_(std::move(recipe)) {}
    nlohmann::json recipe_;
};

}  // namespace convt::tools
