#pragma once

#include <cstddef>
#include <cstdint>

namespace convt::detail {

/// a / b rounded up; 0 <= a, 1 <= b.
[[nodiscard]] constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) noexcept {
    return (a + b - 1) / b;
}

/// The same of 32-bit numbers, whose sum may need more.
[[nodiscard]] constexpr std::int32_t divide_up_32(std::int32_t a, std::int32_t b) noexcept {
    return static_cast<std::int32_t>(divide_up(a, b));
}

/// Bytes of whole cache lines that hold so many.
[[nodiscard]] constexpr std::size_t whole_lines(std::int64_t bytes) noexcept {
    constexpr std::int64_t kLine = 64;
    return static_cast<std::size_t>(divide_up(bytes, kLine) * kLine);
}

/// The same for elements of so many bytes.
[[nodiscard]] constexpr std::size_t element_lines(std::int64_t elements, std::int64_t bytes) noexcept {
    return whole_lines(elements * bytes);
}

/// Elements of so many bytes in an odd number of cache lines that hold `elements`: of lines that far apart,
/// few share a set of L1.
[[nodiscard]] constexpr std::int64_t odd_lines(std::int64_t elements, std::int64_t bytes) noexcept {
    const std::int64_t line = 64 / bytes;
    return divide_up(elements, 2 * line) * 2 * line + line;
}

/// The same in as few lines as are odd, for elements that come in great numbers.
[[nodiscard]] constexpr std::int64_t fewest_odd_lines(std::int64_t elements, std::int64_t bytes) noexcept {
    const std::int64_t line = 64 / bytes;
    return (divide_up(elements, line) | 1) * line;
}

}  // namespace convt::detail
