#pragma once

#include <functional>
#include <string>

namespace convt::campaign {

/// Longest time that one piece of work may take, in seconds; after it, the work counts as hanging.
inline constexpr unsigned kPatience = 120;

/// Runs work in a process of its own and returns what it says. Where the process does not come that far, the
/// answer begins with "died": of a signal, a sanitizer's report or for hanging.
[[nodiscard]] std::string isolated(const std::function<std::string()>& work);

}  // namespace convt::campaign
