#pragma once

#include <cstddef>
#include <memory>

#include "convt/status.hpp"

namespace convt::python {

struct FreeLines {
    void operator()(void* memory) const noexcept;
};
using LineMemory = std::unique_ptr<void, FreeLines>;

/// Memory that begins at a cache line, in huge pages where the system grants them; at least one line, with
/// the bytes after its end that kernels prefetch. Null where memory is short.
[[nodiscard]] LineMemory allocate_lines(std::size_t bytes) noexcept;
/// What a call says then.
[[nodiscard]] Status no_memory(std::size_t bytes, const char* what);
/// Both in one: Python's MemoryError where memory is short.
[[nodiscard]] LineMemory allocated_lines(std::size_t bytes, const char* what);

}  // namespace convt::python
