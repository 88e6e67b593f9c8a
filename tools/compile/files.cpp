#include "compile/files.hpp"

#include <cstdlib>
#include <fstream>

#include "support/input_error.hpp"

namespace convt::tools {
namespace fs = std::filesystem;

void write_file(const fs::path& path, std::string_view bytes) {
    std::ofstream stream(path, std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) throw InputError(path.string() + " cannot be written");
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "convt_compile.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw InputError(name + " cannot be made; set TMPDIR to a folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace convt::tools
