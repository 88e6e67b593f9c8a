#pragma once

#include <array>
#include <cstdint>

#include "problem/problem.hpp"

namespace convt::detail {

/// The inputs of a block of outputs, by axis. May reach beyond the image.
using DotWindow = std::array<Range, 3>;

/// Copies a window of one group's 8-bit inputs pixel by pixel, as a dot kernel reads them: of 4 terms, bytes
/// without a sign (int8 has 128 added), and what lies outside of the image as the zero point; of 2 terms, 16
/// bits less the zero point, and 0.
///
/// @param image of the group
/// @param pitch elements from one staged pixel to the next; those after the channels meet weights of 0
void stage_dot_inputs(const Problem& problem, std::int32_t terms, std::int32_t zero_point,
                      const std::byte* image, const DotWindow& window, std::int32_t pitch,
                      std::byte* stage) noexcept;

/// The zero point as inputs of 4 terms have it.
[[nodiscard]] constexpr std::int32_t unsigned_zero_point(DType dtype, std::int32_t zero_point) noexcept {
    return dtype == DType::int8 ? zero_point + 128 : zero_point;
}

}  // namespace convt::detail
