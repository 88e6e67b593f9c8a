#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace convt::tools {

/// The size beyond which no file is read unless its reader says otherwise: 16 GiB.
inline constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 34;

/// The same for tuned files: 64 MiB, some hundred thousand entries.
inline constexpr std::uint64_t kMostTunedBytes = std::uint64_t{1} << 26;

/// Throws InputError, naming the path and what is there instead, when `path` is no regular file that can be
/// read: nothing, a folder, a pipe or socket (which may never end), a device. Symbolic links are followed.
void require_regular_file(const std::filesystem::path& path);

/// Where a file lies that another file names: `relative` below `folder`, symbolic links resolved. Throws
/// InputError when it is no relative path or leads out of the folder, through ".." or through a link.
[[nodiscard]] std::filesystem::path resolve_within(const std::filesystem::path& folder,
                                                   const std::filesystem::path& relative);

/// A regular file that is open for reading. Not to be used by two threads at once.
class InputFile {
public:
    /// Throws InputError as require_regular_file() does, and when the file has more than `most` bytes.
    explicit InputFile(const std::filesystem::path& path, std::uint64_t most = kMostFileBytes);
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile();

    /// Bytes in the file when it was opened.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Reads `length` bytes from `offset` on, which must lie within size(). Throws InputError when the file
    /// cannot be read or has become shorter.
    [[nodiscard]] std::string read(std::uint64_t offset, std::uint64_t length) const;

private:
    std::string name_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

/// Reads a whole file, as InputFile does.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::uint64_t most = kMostFileBytes);

}  // namespace convt::tools
