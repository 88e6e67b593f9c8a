#include "arrays/memory.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "errors.hpp"

namespace convt::python {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kBytesAhead = 4096;
constexpr std::uintptr_t kHugePage = std::uintptr_t{2} << 20;

/// New pages take longer to come than a layer takes to fill them: fewer, larger ones.
void prefer_huge_pages(char* memory, std::size_t bytes) noexcept {
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
    const std::uintptr_t end = (begin + bytes) / kHugePage * kHugePage;
    if (first < end) madvise(memory + (first - begin), end - first, MADV_HUGEPAGE);
}

}  // namespace

void FreeLines::operator()(void* memory) const noexcept {
    std::free(memory);
}

LineMemory allocate_lines(std::size_t bytes) noexcept {
    if (bytes > SIZE_MAX / 2) return nullptr;
    const std::size_t whole = (bytes + kBytesAhead + kLine - 1) / kLine * kLine;
    LineMemory memory(std::aligned_alloc(kLine, whole));
    if (memory != nullptr) prefer_huge_pages(static_cast<char*>(memory.get()), bytes);
    return memory;
}

Status no_memory(std::size_t bytes, const char* what) {
    return {StatusCode::out_of_memory, std::to_string(bytes) + " bytes for " + what + " could not be had"};
}

LineMemory allocated_lines(std::size_t bytes, const char* what) {
    LineMemory memory = allocate_lines(bytes);
    if (memory == nullptr) raise(no_memory(bytes, what));
    return memory;
}

}  // namespace convt::python
