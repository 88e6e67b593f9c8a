#include "compile/kit/kit.hpp"

#include "support/input_error.hpp"

namespace convt::tools {
namespace fs = std::filesystem;

namespace {

fs::path folder_of_program() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

fs::path installed_root() {
    return folder_of_program().parent_path() / "libexec/convt";
}

}  // namespace

std::optional<Kit> Kit::look() {
    std::error_code error;
    for (const fs::path& root : {folder_of_program() / "kit", installed_root()}) {
        if (fs::is_regular_file(root / "registry.cpp", error)) return Kit(root);
    }
    return std::nullopt;
}

Kit Kit::find() {
    if (const auto kit = look()) return *kit;
    throw InputError("the parts that libraries are made of are not in " + installed_root().string() +
                     "; install convt's component convt_compile");
}

fs::path Kit::archive(const std::string& processor) const {
    const fs::path archive = root_ / processor / "libconvt.a";
    std::error_code error;
    if (fs::is_regular_file(archive, error)) return archive;
    throw InputError("there is no " + archive.string() + "; build convt for " + processor +
                     " and install its component convt_compile, or name its library with --runtime");
}

}  // namespace convt::tools
