#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "convt/status.hpp"

namespace convt::litert {

/// Why convt leaves a node to the interpreter, or why a run failed. It never leaves the library.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline void check(const Status& status) {
    if (!status.ok()) throw Failure(status.message());
}

template <class T>
[[nodiscard]] T checked(Result<T> result) {
    if (!result.ok()) throw Failure(result.status().message());
    return std::move(*result);
}

}  // namespace convt::litert
