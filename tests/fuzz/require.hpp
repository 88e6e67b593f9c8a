#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace convt::fuzz {

/// Ends the program, which is how a fuzz target reports a finding.
inline void require(bool condition, const std::string& rule) {
    if (condition) return;
    std::fprintf(stderr, "broken: %s\n", rule.c_str());
    std::abort();
}

}  // namespace convt::fuzz
