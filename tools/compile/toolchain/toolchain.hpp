#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace convt::tools {

/// The C++ compiler that builds a library's own code, and the binutils that come with it.
class Toolchain {
public:
    /// @param compiler  the path of a program, in which spaces are part of the path, or else a command with
    ///                  arguments; empty for the usual one: CXX or c++, and Debian's cross compiler for
    ///                  another processor than this one.
    Toolchain(std::string compiler, const std::string& processor);

    /// What the compiler says of a C++ file of `folder`, in the dialect with all extensions, without
    /// compiling it; nothing when it has no errors. Throws InputError when it does not run.
    [[nodiscard]] std::string check(const std::filesystem::path& folder, const std::string& source) const;

    /// Compiles a C++ or assembly file of `folder` to an object beside it.
    void compile(const std::filesystem::path& folder, const std::filesystem::path& source,
                 const std::string& object, const std::vector<std::string>& includes) const;

    /// Links objects, and what they need of an archive, into one object that defines only `symbols` for
    /// others.
    void link(const std::filesystem::path& folder, const std::vector<std::string>& objects,
              const std::filesystem::path& archive, const std::vector<std::string>& symbols,
              const std::string& object) const;

    /// Puts one object into an archive; the same bytes for the same object.
    void archive(const std::filesystem::path& folder, const std::string& object,
                 const std::string& archive) const;

private:
    [[nodiscard]] std::string program(const std::string& name) const;
    std::vector<std::string> compiler_;
};

}  // namespace convt::tools
