#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "support/files/removed_by_signal.hpp"

namespace convt::tools {

/// Throws InputError, naming the path, when it cannot.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// A folder for intermediate files, removed with everything in it at the end, by a signal as well.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return folder_->path(); }

private:
    std::unique_ptr<RemovedBySignal> folder_;
};

}  // namespace convt::tools
