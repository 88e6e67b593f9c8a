#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace convt::fuzz {

/// Bytes as a regular file that lies in memory, for readers that take a path.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t* data, std::size_t size) : file_(memfd_create("input", 0)) {
        if (file_ < 0) std::abort();
        while (size > 0) {
            const ssize_t now = write(file_, data, size);
            if (now <= 0) std::abort();
            data += now;
            size -= static_cast<std::size_t>(now);
        }
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { close(file_); }

    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    int file_;
};

}  // namespace convt::fuzz
