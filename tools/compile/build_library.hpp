#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "compile/kit/catalog.hpp"
#include "compile/kit/generators.hpp"
#include "compile/kit/kit.hpp"
#include "compile/library.hpp"
#include "compile/toolchain/toolchain.hpp"
#include "support/files/output_file.hpp"

namespace convt::tools {

/// What a library is built with, as opposed to what is in it.
struct BuildTools {
    const Kit& kit;
    const Catalog& catalog;
    const Toolchain& toolchain;
    std::filesystem::path runtime;  ///< libconvt.a of the target
    std::optional<Generators> generators;
};

/// The files of a library, which appear together. They are opened before anything is compiled, so that a
/// folder that cannot be written is noticed at once.
class LibraryFiles {
public:
    /// Throws InputError when the folder or one of the files cannot be written.
    LibraryFiles(const std::filesystem::path& folder, const std::string& name);

    /// Writes them: lib<name>.a, <name>.h and <name>Config.cmake. Throws InputError.
    void commit(const std::string& archive, const std::string& header, const std::string& config);
    [[nodiscard]] const std::filesystem::path& archive() const { return archive_path_; }

private:
    OutputFolder folder_;
    std::filesystem::path archive_path_;
    OutputFile archive_, header_, config_;
};

struct BuiltLibrary {
    std::filesystem::path archive;
    std::size_t bytes = 0;       ///< of the archive
    std::size_t data_bytes = 0;  ///< of weights and biases in it
};

/// Builds a library and writes its files: all of them, or none when it throws InputError.
[[nodiscard]] BuiltLibrary build_library(const Library& library, const BuildTools& tools,
                                         LibraryFiles& files);

}  // namespace convt::tools
