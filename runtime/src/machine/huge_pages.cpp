#include "machine/huge_pages.hpp"

#include <sys/mman.h>

#include <cstdint>

namespace convt::detail {
namespace {

constexpr std::uintptr_t kHugePage = std::uintptr_t{2} << 20;

}  // namespace

void prefer_huge_pages(void* memory, std::size_t bytes) noexcept {
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
    const std::uintptr_t end = (begin + bytes) / kHugePage * kHugePage;
    if (first >= end) return;
    madvise(static_cast<char*>(memory) + (first - begin), end - first, MADV_HUGEPAGE);
}

}  // namespace convt::detail
