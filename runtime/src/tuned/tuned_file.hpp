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

/// Takes out of a file what does not count here, and says what and why; empty when all of it counts.
[[nodiscard]] std::string keep_what_counts(TunedFile& file);

/// A tuned file of these entries, measured here.
[[nodiscard]] std::string tuned_file_text(const std::vector<TunedEntry>& entries);

}  // namespace convt::detail
