#pragma once

#include <charconv>
#include <concepts>
#include <new>
#include <string>
#include <string_view>

#include "convt/status.hpp"

namespace convt::detail {

inline void append(std::string& out, std::string_view part) {
    out += part;
}
inline void append(std::string& out, char part) {
    out += part;
}
template <std::integral Number>
void append(std::string& out, Number part) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof(digits), part).ptr);
}
template <std::floating_point Number>
void append(std::string& out, Number part) {
    char digits[24];
    constexpr int kPrecision = 6;
    out.append(
        digits,
        std::to_chars(digits, digits + sizeof(digits), part, std::chars_format::general, kPrecision).ptr);
}

/// Joins strings, characters and numbers. No stream: a plan tells of many kernels why they do not serve.
template <typename... Parts>
std::string text(const Parts&... parts) {
    std::string out;
    (append(out, parts), ...);
    return out;
}

template <typename... Parts>
Status invalid(const Parts&... parts) {
    return {StatusCode::invalid_argument, text(parts...)};
}

template <typename... Parts>
Status unsupported(const Parts&... parts) {
    return {StatusCode::unsupported, text(parts...)};
}

template <typename... Parts>
Status too_large(const Parts&... parts) {
    return {StatusCode::too_large, text(parts...)};
}

/// Short enough for a string that needs no memory.
inline constexpr const char* kOutOfMemory = "out of memory";

/// Runs a function that may throw and turns what it throws into a Status: nothing leaves the library.
template <typename Function>
auto guarded(Function&& function) noexcept -> decltype(function()) {
    try {
        return function();
    } catch (const std::bad_alloc&) {
        return Status(StatusCode::out_of_memory, kOutOfMemory);
    } catch (const std::exception& error) {
        return Status(StatusCode::internal, error.what());
    } catch (...) {
        return Status(StatusCode::internal, "unknown");
    }
}

}  // namespace convt::detail
