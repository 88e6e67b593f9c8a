#pragma once

#include <cstddef>
#include <cstdint>

namespace convt::detail {

/// a / b rounded up; 0 <= a, 1 <= b.
[[nodiscard]] constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) noexcept {
    return (a + b - 1) / b;
}

/// Bytes of whole cache lines that hold so many.
[[nodiscard]] constexpr std::size_t whole_lines(std::int64_t bytes) noexcept {
    constexpr std::int64_t kLine = 64;
    return static_cast<std::size_t>(divide_up(bytes, kLine) * kLine);
}

/// The same for floats.
[[nodiscard]] constexpr std::size_t float_lines(std::int64_t floats) noexcept {
    return whole_lines(floats * static_cast<std::int64_t>(sizeof(float)));
}

/// An odd number of cache lines that hold so many floats: of lines that far apart, few share a set of L1.
[[nodiscard]] constexpr std::int64_t odd_lines(std::int64_t floats) noexcept {
    return divide_up(floats, 32) * 32 + 16;
}

}  // namespace convt::detail
