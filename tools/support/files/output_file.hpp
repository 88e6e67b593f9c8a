#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "support/files/removed_by_signal.hpp"

namespace convt::tools {

/// A file that appears whole or not at all: written under another name beside the target, renamed by
/// commit(), removed when commit() was not reached, by a signal as well. Where the target is a symbolic link,
/// the file that it leads to is written.
class OutputFile {
public:
    /// Throws InputError, naming the path, when it cannot be written or is something other than a file.
    explicit OutputFile(const std::filesystem::path& path);
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();

    [[nodiscard]] std::ostream& stream() { return stream_; }
    /// Puts the file in its place. Throws InputError when a write has failed.
    void commit();

private:
    std::filesystem::path target_;
    std::unique_ptr<RemovedBySignal> temporary_;
    std::ofstream stream_;
};

/// A folder for results, made with the folders above it where they are missing. Those that it made are
/// removed again, by a signal as well, unless keep() is reached.
class OutputFolder {
public:
    /// Throws InputError, naming the path, when it cannot be made.
    explicit OutputFolder(const std::filesystem::path& path);
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;
    ~OutputFolder();

    void keep() { made_.clear(); }

private:
    void remove_made() noexcept;
    std::vector<std::unique_ptr<RemovedBySignal>> made_;
};

}  // namespace convt::tools
