#pragma once

#include <cstring>

namespace convt::detail {

/// Callers' elements need not be aligned: they are read and written as bytes, for which compilers write the
/// same instructions.
template <class T>
[[nodiscard]] T load(const T* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof(value));
    return value;
}

template <class T>
void store(T value, T* to) noexcept {
    std::memcpy(to, &value, sizeof(value));
}

}  // namespace convt::detail
