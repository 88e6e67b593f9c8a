#pragma once

#include <string>
#include <vector>

namespace convt::tools {

/// The names that there are, for a message about one that is not: "'a', 'b', 'c' and 12 more"; "none".
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

/// " (did you mean 'same'?)", when one of the names differs from `word` by two letters or less, or by two
/// that changed places; else empty.
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& names);

}  // namespace convt::tools
