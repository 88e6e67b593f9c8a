#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace convt::tools {

/// Read-only data of a library, aligned for vectors. Equal data is kept once.
class DataSection {
public:
    /// Returns the symbol of the data, an array of unsigned char.
    std::string add(const std::vector<std::byte>& bytes);

    [[nodiscard]] std::size_t bytes() const;
    /// Symbols of all data.
    [[nodiscard]] std::vector<std::string> symbols() const;
    /// Writes data.s and the files that it includes.
    void write(const std::filesystem::path& folder) const;

private:
    std::vector<std::vector<std::byte>> blobs_;
};

}  // namespace convt::tools
