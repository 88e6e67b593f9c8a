#include "api/packed_memory.hpp"

#include "base/text.hpp"
#include "contract/kernel_contract.h"
#include "machine/huge_pages.hpp"

namespace convt::detail {

LineMemory allocate_packed(std::size_t bytes) noexcept {
    LineMemory memory = allocate_lines(bytes + contract::kWeightBytesAhead);
    if (memory != nullptr) prefer_huge_pages(memory.get(), bytes);
    return memory;
}

Status no_packed_memory(std::size_t bytes) {
    return {StatusCode::out_of_memory, text(bytes, " bytes for packed weights could not be had")};
}

}  // namespace convt::detail
