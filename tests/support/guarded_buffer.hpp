#pragma once

#include <cstddef>

#include "reference/elements.hpp"

namespace convt::support {

/// Which end of the buffer touches an inaccessible page. The other end has one too, up to a page away.
enum class Guard { after, before };

using reference::ConstElements;
using reference::Elements;
using reference::ElementVector;

/// Bytes between two pages that may not be touched: a kernel that reads or writes one element too far faults,
/// also in machine code that no sanitizer has instrumented.
class GuardedBytes {
public:
    /// Zero-filled. `bytes` may be 0: then every access faults.
    explicit GuardedBytes(std::size_t bytes, Guard guard = Guard::after);
    GuardedBytes(const GuardedBytes&) = delete;
    GuardedBytes& operator=(const GuardedBytes&) = delete;
    ~GuardedBytes();

    [[nodiscard]] std::byte* data() { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    void* mapping_;
    std::size_t mapped_bytes_;
    std::byte* data_;
    std::size_t size_;
};

/// Elements of one type in such memory.
class GuardedBuffer {
public:
    GuardedBuffer(DType dtype, std::size_t count, Guard guard = Guard::after);
    [[nodiscard]] void* data() { return values_.data(); }
    [[nodiscard]] Elements values() { return values_; }
    [[nodiscard]] ConstElements values() const { return values_; }

private:
    GuardedBytes bytes_;
    Elements values_;
};

}  // namespace convt::support
