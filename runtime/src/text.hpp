#pragma once

#include <new>
#include <sstream>
#include <string>
#include <utility>

#include "convt/status.hpp"

namespace convt::detail {

/// Joins values as text.
template <typename... Parts>
std::string text(const Parts&... parts) {
    std::ostringstream out;
    (out << ... << parts);
    return std::move(out).str();
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

/// Runs a function that may throw and turns what it throws into a Status: nothing leaves the library.
template <typename Function>
auto guarded(Function&& function) noexcept -> decltype(function()) {
    try {
        return function();
    } catch (const std::bad_alloc&) {
        return Status(StatusCode::out_of_memory, "");
    } catch (const std::exception& error) {
        return Status(StatusCode::internal, error.what());
    } catch (...) {
        return Status(StatusCode::internal, "");
    }
}

}  // namespace convt::detail
