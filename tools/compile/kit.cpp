#include "compile/kit.hpp"

#include "support/input_error.hpp"

namespace convt::tools {
namespace fs = std::filesystem;

Kit Kit::find() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path folder = program.parent_path();
    for (const fs::path& root : {folder / "kit", folder.parent_path() / "libexec/convt"}) {
        if (fs::is_regular_file(root / "registry.cpp", error)) return Kit(root);
    }
    throw InputError("the parts that libraries are made of are not in " +
                     (folder.parent_path() / "libexec/convt").string() +
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
