#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fuzz/cases/case.hpp"

namespace convt::campaign {

/// Problems by number, each with the cases that share it.
struct Problems {
    std::string name;  ///< what to give to have the same again: "seed 5"
    std::int64_t count = INT64_MAX;
    std::function<std::vector<Case>(std::int64_t)> cases_of;
};

/// Runs problems one after the other in processes of their own for as long as given, prints each failure as
/// it is and reduced, then what was run.
///
/// @return 0, or 1 after a failure
[[nodiscard]] int run_problems(const Problems& problems, double minutes, int most_failures);

/// What is wrong with a case, which has a process to itself; empty: nothing.
[[nodiscard]] std::string failure_of(const Case& c);

}  // namespace convt::campaign
