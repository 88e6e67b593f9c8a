#pragma once

#include <cstddef>

namespace convt::detail {

/// Asks the system to back the part of a buffer that holds whole huge pages (2 MiB) with such. A kernel that
/// streams weights enters a new small page every few hundred cycles, and looking its address up costs about
/// as many, more so in a virtual machine. A hint: nothing changes where it is not granted.
void prefer_huge_pages(void* memory, std::size_t bytes) noexcept;

}  // namespace convt::detail
