#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace convt::golden {

using Variables = std::map<std::string, std::int64_t>;

/// The value of a formula of a document: whole numbers, names, + − · / mod, max(a, b), parentheses. Divisions
/// round down. Throws std::invalid_argument for text that is none, and for a name without a value.
[[nodiscard]] std::int64_t evaluate(const std::string& formula, const Variables& variables);

}  // namespace convt::golden
