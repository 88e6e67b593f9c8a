#pragma once

#include <cstddef>
#include <memory>

namespace convt::detail {

struct FreeLines {
    void operator()(void* memory) const noexcept;
};

/// Memory that begins at a cache line, contract::kLineBytes.
using LineMemory = std::unique_ptr<void, FreeLines>;

/// At least so many bytes; null where memory is short.
[[nodiscard]] LineMemory allocate_lines(std::size_t bytes) noexcept;

}  // namespace convt::detail
