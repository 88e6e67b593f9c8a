#pragma once

#include <cstdint>

#include "planning/registry.hpp"

namespace convt::detail {

/// Transposes a block: to[c * to_stride + r] = from[r * from_stride + c] for r in [0, rows), c in [0,
/// columns).
template <class T>
void transpose_block(const BlockFunctions& functions, const T* from, std::int32_t from_stride, T* to,
                     std::int32_t to_stride, std::int32_t rows, std::int32_t columns) noexcept;

}  // namespace convt::detail
