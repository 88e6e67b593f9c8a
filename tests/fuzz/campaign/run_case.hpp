#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign/case.hpp"

namespace convt::campaign {

struct Outcome {
    std::string wrong;   ///< empty: right
    std::string kernel;  ///< that ran; empty when there was no plan
    Algorithm algorithm = Algorithm::direct;
};

/// Plans, packs and runs cases that share problem and data (draw() makes such), and compares each with the
/// oracle and with its own outputs on another number of threads.
[[nodiscard]] std::vector<Outcome> run_cases(const std::vector<Case>& cases);

}  // namespace convt::campaign
