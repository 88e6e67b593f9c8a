#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace convt::tools {

/// Throws InputError, naming the path, when it cannot.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// A folder for intermediate files, removed with everything in it at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace convt::tools
