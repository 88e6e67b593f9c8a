#pragma once

#include <cstddef>

namespace convt::litert {

/// What the user states when the delegate is loaded.
struct Settings {
    int threads = 0;        ///< of a run; 0: as many as the interpreter has
    bool estimates = true;  ///< whether layers that the interpreter computes faster are left to it
};

/// Reads options as the host hands them over: so many names and values. Throws a Failure for one that is
/// unknown or out of range.
[[nodiscard]] Settings read_settings(const char* const* names, const char* const* values, std::size_t count);

}  // namespace convt::litert
