#pragma once

#include <filesystem>
#include <fstream>

namespace convt::tools {

/// A file that appears whole or not at all: written under another name beside the target, renamed by
/// commit(), removed when commit() was not reached.
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
    std::filesystem::path temporary_;
    std::ofstream stream_;
};

}  // namespace convt::tools
