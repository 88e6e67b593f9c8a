#include "api/check_memory.hpp"

#include <cstdint>

#include "base/text.hpp"
#include "contract/kernel_contract.h"
#include "machine/context_state.hpp"

namespace convt::detail {

Status check_memory(const void* memory, std::size_t bytes, std::size_t wanted, const char* use) {
    if (bytes < wanted) return invalid("memory has ", bytes, " bytes; the ", use, " ", wanted);
    if (memory == nullptr && wanted > 0) {
        return invalid("memory is null; it must point to ", wanted, " bytes");
    }
    constexpr std::size_t kAlignment = contract::kLineBytes;
    if (const auto off = reinterpret_cast<std::uintptr_t>(memory) % kAlignment; off != 0) {
        return invalid("memory begins ", off, " bytes after a multiple of ", kAlignment,
                       "; it must be aligned to ", kAlignment, " bytes");
    }
    return {};
}

Status acquire(const Context& context) {
    if (context.state().try_acquire()) return {};
    return invalid("context is in use by another run; use one context per calling thread");
}

}  // namespace convt::detail
