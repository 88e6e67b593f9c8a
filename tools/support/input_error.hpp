#pragma once

#include <stdexcept>
#include <utility>

#include "convt/status.hpp"

namespace convt::tools {

/// Something the user gave cannot be used; what() is one line saying what, its value and the rule.
class InputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws what a failed status says.
inline void require(const Status& status) {
    if (!status.ok()) throw InputError(status.message());
}

/// Returns the value of a result, or throws what its status says.
template <class T>
T unwrap(Result<T> result) {
    require(result.status());
    return std::move(result).value();
}

}  // namespace convt::tools
