#include "api/packed_memory.hpp"

#include "base/text.hpp"
#include "contract/kernel_contract.h"
#include "machine/huge_pages.hpp"

namespace convt::detail {

Result<LineMemory> allocate_packed(std::size_t bytes) {
    LineMemory memory = allocate_lines(bytes + contract::kWeightBytesAhead);
    if (memory == nullptr) {
        return Status(StatusCode::out_of_memory, text(bytes, " bytes for packed weights could not be had"));
    }
    prefer_huge_pages(memory.get(), bytes);
    return memory;
}

}  // namespace convt::detail
