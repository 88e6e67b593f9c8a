#include "output_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "support/input_error.hpp"

namespace convt::tools {
namespace fs = std::filesystem;
namespace {

/// The file that `path` means: what a symbolic link points to, so that renaming does not replace the link.
fs::path resolve(const fs::path& path) {
    std::error_code error;
    if (fs::exists(path, error) && !fs::is_regular_file(path, error)) {
        throw InputError(path.string() + " exists and is no regular file; it cannot be written");
    }
    const fs::path resolved = fs::weakly_canonical(path, error);
    return error ? path : resolved;
}

fs::path create_beside(const fs::path& target) {
    std::string name = target.string() + ".XXXXXX";
    const int file = ::mkstemp(name.data());
    if (file < 0) throw InputError(target.string() + " cannot be written: " + std::strerror(errno));
    // mkstemp lets only the owner read; give what any new file gets.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(file, 0666 & ~mask);
    ::close(file);
    return name;
}

}  // namespace

OutputFile::OutputFile(const fs::path& path)
    : target_(resolve(path)), temporary_(create_beside(target_)), stream_(temporary_, std::ios::binary) {}

OutputFile::~OutputFile() {
    if (temporary_.empty()) return;
    std::error_code ignored;
    fs::remove(temporary_, ignored);
}

void OutputFile::commit() {
    stream_.close();
    if (!stream_) throw InputError(target_.string() + " could not be written to its end");
    std::error_code error;
    fs::rename(temporary_, target_, error);
    if (error) throw InputError(target_.string() + " cannot be written: " + error.message());
    temporary_.clear();
}

}  // namespace convt::tools
