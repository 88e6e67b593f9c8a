#pragma once

#include <cstdint>

namespace convt::detail {

/// Copies `pixels` runs of `channels` elements; the first of each lie `from_pitch` and `to_pitch` elements
/// apart. For the channels of one group, which lie among those of others on one side. The two do not overlap.
template <class T>
void copy_pixels(const T* from, std::int64_t from_pitch, T* to, std::int64_t to_pitch, std::int32_t channels,
                 std::int32_t pixels) noexcept;

}  // namespace convt::detail
