#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace convt::tools {

/// Where the parts lie that libraries are made of: beside the program, in a build as in an installation
/// (cmake/compile_kit.cmake lays them out).
class Kit {
public:
    /// Finds the kit of the running program. Throws InputError.
    static Kit find();
    /// The same, but no kit is no error.
    static std::optional<Kit> look();

    /// Headers of the runtime, its own ones included.
    [[nodiscard]] std::filesystem::path include() const { return root_ / "include"; }
    /// The kernel table's source.
    [[nodiscard]] std::filesystem::path registry() const { return root_ / "registry.cpp"; }
    /// The rows of the kernel table of every tier.
    [[nodiscard]] std::filesystem::path catalog() const { return root_ / "kernel_catalog.json"; }
    /// Identities of the kernel objects of a processor family; may be missing.
    [[nodiscard]] std::filesystem::path object_ids(const std::string& processor) const {
        return root_ / processor / "object_ids.json";
    }
    /// How kernels that the build does not ship are compiled (compile/generators.hpp); an installation has it
    /// with its component convt_generators.
    [[nodiscard]] std::filesystem::path recipe() const { return root_ / "recipe.json"; }
    /// libconvt.a for a processor family. Throws InputError when the kit has none.
    [[nodiscard]] std::filesystem::path archive(const std::string& processor) const;

private:
    explicit Kit(std::filesystem::path root) : root_(std::move(root)) {}
    std::filesystem::path root_;
};

}  // namespace convt::tools
