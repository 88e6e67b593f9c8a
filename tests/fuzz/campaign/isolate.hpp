#pragma once

#include <functional>
#include <string>

namespace convt::campaign {

/// Longest time, in seconds, from the start of isolated work, or from its last call of be_patient(), after
/// which it counts as hanging.
inline constexpr unsigned kPatience = 300;

/// Work says that it goes on.
void be_patient();

/// Runs work in a process of its own and returns what it says. Where the process does not come that far, the
/// answer begins with "died": of a signal, a sanitizer's report or for hanging.
[[nodiscard]] std::string isolated(const std::function<std::string()>& work);

}  // namespace convt::campaign
