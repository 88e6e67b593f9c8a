#pragma once

#include <string>
#include <vector>

#include "fuzz/cases/case.hpp"

namespace convt::campaign {

struct Outcome {
    std::string wrong;   ///< empty: right
    std::string kernel;  ///< that ran; empty when there was no plan
    Algorithm algorithm = Algorithm::direct;
    bool split_everywhere = false;  ///< as is_split_everywhere() says
};

/// Plans, packs and runs cases that share problem and data (draw() makes such), and compares each with the
/// oracle and with its own outputs on another number of threads. Of ones, the oracle is compared with the
/// number of products, too.
[[nodiscard]] std::vector<Outcome> run_cases(const std::vector<Case>& cases);

}  // namespace convt::campaign
