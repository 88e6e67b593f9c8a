#pragma once

#include <cstdint>

namespace convt::detail {

/// Copies `pixels` runs of `channels` floats; the first of each lie `from_pitch` and `to_pitch` floats apart.
/// For the channels of one group, which lie among those of others on one side. The two do not overlap.
void copy_pixels(const float* from, std::int64_t from_pitch, float* to, std::int64_t to_pitch,
                 std::int32_t channels, std::int32_t pixels) noexcept;

}  // namespace convt::detail
