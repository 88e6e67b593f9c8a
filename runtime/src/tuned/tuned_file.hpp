#pragma once

#include <string_view>
#include <vector>

#include "convt/tuning.hpp"

namespace convt::detail {

/// What a tuned file states, before any of it is believed.
struct TunedFile {
    TuningSignature signature;
    std::vector<TunedEntry> entries;
};

/// Reads a tuned file (docs/tuning.md), or says which line is malformed.
[[nodiscard]] Result<TunedFile> read_tuned_file(std::string_view json_text);

}  // namespace convt::detail
