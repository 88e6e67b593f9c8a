#pragma once

#include <cstdint>

#include "planning/registry.hpp"

namespace convt::detail {

// The room where types of storage are widened and narrowed. The code around it moves blocks from one type to
// another and does not ask which they are: where they are the same, these functions copy.

/// Moves `rows` runs of `columns` elements; the first of each lie `from_pitch` and `to_pitch` elements apart.
/// The two do not overlap.
///
/// @param functions of the type of the tensors; its widen and narrow are called between types
template <class From, class To>
void move_rows(const BlockFunctions& functions, const From* from, std::int64_t from_pitch, To* to,
               std::int64_t to_pitch, std::int32_t columns, std::int32_t rows) noexcept;

/// The same, transposed: to[c * to_stride + r] = from[r * from_stride + c] for r in [0, rows), c in
/// [0, columns).
template <class From, class To>
void move_transposed(const BlockFunctions& functions, const From* from, std::int32_t from_stride, To* to,
                     std::int32_t to_stride, std::int32_t rows, std::int32_t columns) noexcept;

}  // namespace convt::detail
