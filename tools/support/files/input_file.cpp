#include "support/files/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "support/input_error.hpp"

namespace convt::tools {
namespace fs = std::filesystem;
namespace {

const char* kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

void require_regular(const std::string& name, int failed, const struct stat& status) {
    if (failed != 0) throw InputError(name + " is no file that can be read: " + std::strerror(errno));
    if (!S_ISREG(status.st_mode)) {
        throw InputError(name + " is no file that can be read: it is " + kind_of(status.st_mode) +
                         "; it must be a regular file");
    }
}

/// True when `path` is `folder` or lies below it; both must be canonical.
bool lies_within(const fs::path& path, const fs::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

void require_regular_file(const fs::path& path) {
    struct stat status {};
    const int failed = ::stat(path.c_str(), &status);
    require_regular(path.string(), failed, status);
    if (::access(path.c_str(), R_OK) != 0) {
        throw InputError(path.string() + " is no file that can be read: " + std::strerror(errno));
    }
}

fs::path resolve_within(const fs::path& folder, const fs::path& relative) {
    const std::string rule = "'" + relative.string() + "'; it must be a file in the folder " +
                             (folder.empty() ? "." : folder.string());
    const fs::path plain = relative.lexically_normal();
    if (plain.empty() || plain.is_absolute() || *plain.begin() == "..") throw InputError(rule);
    std::error_code error;
    const fs::path root = fs::canonical(folder.empty() ? "." : folder, error);
    const fs::path path = error ? fs::path{} : fs::weakly_canonical(root / plain, error);
    if (error) throw InputError(rule + ": " + error.message());
    if (!lies_within(path, root)) throw InputError(rule + ", and a link leads to " + path.string());
    return path;
}

InputFile::InputFile(const fs::path& path, std::uint64_t most) : name_(path.string()) {
    // Opening is what makes a reader wait for a pipe, and what some devices answer with a deed.
    require_regular_file(path);
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status {};
    try {
        require_regular(name_, descriptor_ < 0 ? -1 : ::fstat(descriptor_, &status), status);
        size_ = static_cast<std::uint64_t>(status.st_size);
        if (size_ > most) {
            throw InputError(name_ + " has " + std::to_string(size_) + " bytes; at most " +
                             std::to_string(most) + " are read");
        }
    } catch (const InputError&) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw;
    }
}

InputFile::~InputFile() {
    ::close(descriptor_);
}

std::string InputFile::read(std::uint64_t offset, std::uint64_t length) const {
    if (offset > size_ || length > size_ - offset) {
        throw InputError(name_ + " has " + std::to_string(size_) + " bytes; bytes " + std::to_string(offset) +
                         " to " + std::to_string(offset) + " + " + std::to_string(length) + " are asked for");
    }
    std::string bytes(length, '\0');
    for (std::uint64_t done = 0; done < length;) {
        const ssize_t got =
            ::pread(descriptor_, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw InputError(name_ + " cannot be read: " + std::strerror(errno));
        if (got == 0) throw InputError(name_ + " has become shorter while it was read");
        done += static_cast<std::uint64_t>(got);
    }
    return bytes;
}

std::string read_file(const fs::path& path, std::uint64_t most) {
    const InputFile file(path, most);
    return file.read(0, file.size());
}

}  // namespace convt::tools
