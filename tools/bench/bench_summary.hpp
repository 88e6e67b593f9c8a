#pragma once

#include <string>
#include <vector>

#include "bench/bench_result.hpp"

namespace convt::tools {

/// Geometric mean of the GFLOP/s that one layout reached; 0 when none was timed.
double geometric_mean_gflops(const std::vector<BenchResult>& results, const std::string& layout);

/// Returns the closing lines: a geometric mean for each layout, then how many were timed, checked and failed.
std::string summarize(const std::vector<BenchResult>& results);

}  // namespace convt::tools
