#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace convt::tools {

/// Parses one whole number; `what` names it in the InputError thrown for anything else.
std::int64_t parse_integer(const std::string& what, const std::string& text);

/// Parses one finite decimal number.
float parse_float(const std::string& what, const std::string& text);

/// Splits text at every `separator`; "1,,2" has an empty middle part.
std::vector<std::string> split(const std::string& text, char separator);

/// Parses whole numbers joined by `separator`, as in "2,2".
std::vector<std::int64_t> parse_integers(const std::string& what, const std::string& text, char separator);

}  // namespace convt::tools
