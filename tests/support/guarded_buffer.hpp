#pragma once

#include <cstddef>

#include "reference/elements.hpp"

namespace convt::support {

/// Which end of the buffer touches an inaccessible page. The other end has one too, up to a page away.
enum class Guard { after, before };

using reference::ConstElements;
using reference::Elements;
using reference::ElementVector;

/// Elements of one type between two pages that may not be touched: a kernel that reads or writes one element
/// too far faults, also in machine code that no sanitizer has instrumented.
class GuardedBuffer {
public:
    /// Zero-filled. `count` may be 0: then every access faults.
    GuardedBuffer(DType dtype, std::size_t count, Guard guard = Guard::after);
    GuardedBuffer(const GuardedBuffer&) = delete;
    GuardedBuffer& operator=(const GuardedBuffer&) = delete;
    ~GuardedBuffer();

    [[nodiscard]] void* data() { return values_.data(); }
    [[nodiscard]] Elements values() { return values_; }
    [[nodiscard]] ConstElements values() const { return values_; }

private:
    void* mapping_;
    std::size_t mapped_bytes_;
    Elements values_;
};

}  // namespace convt::support
