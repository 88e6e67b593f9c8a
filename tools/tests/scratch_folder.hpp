#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::tools::test {

/// A folder of a test's own, removed with everything in it at the end.
class ScratchFolder {
public:
    ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();

    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
    /// Names of what lies in the folder, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

    /// Each writes one file and returns its path.
    std::string write(const std::string& name, const std::string& bytes) const;
    std::string write_array(const std::string& name, const std::vector<std::int64_t>& shape,
                            const std::vector<float>& values) const;
    std::string write_integers(const std::string& name, DType dtype, const std::vector<std::int64_t>& shape,
                               const std::vector<std::int32_t>& values) const;

private:
    std::filesystem::path folder_;
};

}  // namespace convt::tools::test
