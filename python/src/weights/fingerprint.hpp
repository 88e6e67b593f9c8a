#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace convt::python {

/// Tells contents of memory apart: equal ones have equal fingerprints, others differ but for a chance of 1 in
/// 2^64 or less. It is no protection from whoever makes contents collide on purpose.
using Fingerprint = std::array<std::uint64_t, 2>;

/// Reads every byte, some 8 in a cycle.
[[nodiscard]] Fingerprint fingerprint_of(const void* memory, std::size_t bytes) noexcept;

/// The same of the size and of 1024 cache lines alone, one somewhere in each part, or of all where there are
/// no more: tells changes of most elements, as arithmetic on a whole tensor makes them, in a few
/// microseconds.
[[nodiscard]] Fingerprint sample_of(const void* memory, std::size_t bytes) noexcept;

}  // namespace convt::python
