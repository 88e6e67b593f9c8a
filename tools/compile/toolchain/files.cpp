#include "compile/toolchain/files.hpp"

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
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    // Programs that are run in it must find it whatever folder this one was started in.
    std::string name = fs::absolute(parent / "convt_compile.XXXXXX").string();
    const SignalsHeld held;
    if (error || ::mkdtemp(name.data()) == nullptr) {
        const char* stated = std::getenv("TMPDIR");
        throw InputError("TMPDIR is '" + std::string(stated != nullptr ? stated : "") +
                         "'; it must be a folder that can be written");
    }
    folder_ = std::make_unique<RemovedBySignal>(name, RemovedBySignal::Kind::folder_of_files);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path(), ignored);
}

}  // namespace convt::tools
