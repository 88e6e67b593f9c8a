#include "machine/line_memory.hpp"

#include <new>

#include "contract/kernel_contract.h"

namespace convt::detail {
namespace {

constexpr std::align_val_t kLine{contract::kLineBytes};

}  // namespace

void FreeLines::operator()(void* memory) const noexcept {
    ::operator delete(memory, kLine);
}

LineMemory allocate_lines(std::size_t bytes) noexcept {
    return LineMemory(::operator new(bytes, kLine, std::nothrow));
}

}  // namespace convt::detail
