#pragma once

#include <compare>

#include "interface.hpp"

namespace convt::ort {

/// What a user says by entries of the session's configuration, before the library is registered.
struct Settings {
    /// "convt.override", 0 or 1: whether ConvTranspose of ONNX's own domain is computed by convt as well.
    bool replaces_built_in = false;
    /// "convt.threads", 1 to 1024: threads of the session's pool; without it one for each CPU that the
    /// process may use.
    int threads = 0;

    friend auto operator<=>(const Settings&, const Settings&) = default;
};

/// Throws a Failure for a value out of range.
[[nodiscard]] Settings read_settings(const Api& api, const OrtSessionOptions* options);

}  // namespace convt::ort
