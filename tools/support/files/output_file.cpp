#include "support/files/output_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "support/input_error.hpp"

namespace convt::tools {
namespace fs = std::filesystem;
namespace {

/// Links that lead to links, as many as Linux follows.
constexpr int kMostLinks = 40;

/// The file that `path` means: what symbolic links lead to, there or not, so that renaming does not replace a
/// link.
fs::path resolve(const fs::path& path) {
    if (path.empty()) throw InputError("'' is no name of a file to write");
    std::error_code error;
    fs::path resolved = path;
    for (int links = 0; fs::is_symlink(fs::symlink_status(resolved, error)); ++links) {
        if (links == kMostLinks) throw InputError(path.string() + " is a link that leads to itself");
        resolved = resolved.parent_path() / fs::read_symlink(resolved, error);
    }
    if (fs::exists(resolved, error) && !fs::is_regular_file(resolved, error)) {
        throw InputError(path.string() + " exists and is no regular file; it cannot be written");
    }
    return resolved;
}

std::unique_ptr<RemovedBySignal> create_beside(const fs::path& target) {
    std::string name = target.string() + ".XXXXXX";
    const SignalsHeld held;
    const int file = ::mkstemp(name.data());
    if (file < 0) throw InputError(target.string() + " cannot be written: " + std::strerror(errno));
    // mkstemp lets only the owner read; give what any new file gets.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(file, 0666 & ~mask);
    ::close(file);
    return std::make_unique<RemovedBySignal>(name, RemovedBySignal::Kind::file);
}

}  // namespace

OutputFile::OutputFile(const fs::path& path)
    : target_(resolve(path)),
      temporary_(create_beside(target_)),
      stream_(temporary_->path(), std::ios::binary) {}

OutputFile::~OutputFile() {
    if (temporary_ == nullptr) return;
    std::error_code ignored;
    fs::remove(temporary_->path(), ignored);
}

void OutputFile::commit() {
    stream_.close();
    if (!stream_) throw InputError(target_.string() + " could not be written to its end");
    std::error_code error;
    fs::rename(temporary_->path(), target_, error);
    if (error) throw InputError(target_.string() + " cannot be written: " + error.message());
    temporary_.reset();
}

OutputFolder::OutputFolder(const fs::path& path) {
    if (path.empty()) throw InputError("'' is no name of a folder to write");
    fs::path folder;
    for (const fs::path& part : path) {
        folder /= part;
        std::error_code error;
        if (part.empty() || fs::is_directory(folder, error)) continue;
        const SignalsHeld held;
        if (!fs::create_directory(folder, error)) {
            const std::string why = error ? error.message() : "it exists and is no folder";
            remove_made();
            throw InputError(path.string() + " cannot be made: " + folder.string() + ": " + why);
        }
        made_.push_back(std::make_unique<RemovedBySignal>(folder, RemovedBySignal::Kind::empty_folder));
    }
}

OutputFolder::~OutputFolder() {
    remove_made();
}

void OutputFolder::remove_made() noexcept {
    for (; !made_.empty(); made_.pop_back()) {
        std::error_code ignored;
        fs::remove(made_.back()->path(), ignored);
    }
}

}  // namespace convt::tools
