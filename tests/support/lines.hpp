#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

namespace convt::support {

/// Bytes that begin at a cache line, each of the same value at first.
class Lines {
public:
    explicit Lines(std::size_t bytes, int fill = 0)
        : memory_(::operator new(bytes + kLine, std::align_val_t(kLine))), bytes_(bytes) {
        std::memset(memory_.get(), fill, bytes);
    }
    [[nodiscard]] void* data() const { return memory_.get(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    static constexpr std::size_t kLine = 64;
    struct Free {
        void operator()(void* memory) const noexcept { ::operator delete(memory, std::align_val_t(kLine)); }
    };
    std::unique_ptr<void, Free> memory_;
    std::size_t bytes_;
};

}  // namespace convt::support
