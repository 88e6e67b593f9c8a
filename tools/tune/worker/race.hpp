#pragma once

#include <string>
#include <vector>

#include "convt/context.hpp"
#include "convt/plan.hpp"

namespace convt::tools {

/// What one candidate reached.
struct RaceResult {
    std::string refused;          ///< why it could not run; then nothing else counts
    double ms = 0;                ///< median time of a run
    double ms_min = 0;            ///< shortest run
    double ratio = 0;             ///< to the default: median over rounds, below 1 is faster
    double error_over_bound = 0;  ///< as SampledCheck states it; 0 where nothing is checked
};

struct Race {
    double default_ms = 0;
    std::vector<RaceResult> results;  ///< in the order of the candidates
};

/// Times candidates and the default in turns, on the same operands: in each round every one has a slice of
/// the time, which begins with a run that does not count. Then, if `check`, checks each one's outputs.
/// `seconds` is for all together; every one has at least one run in each round.
Race race(const ConvTransposeDesc& desc, const PlanOptions& by_default,
          const std::vector<PlanOptions>& candidates, Context& context, double seconds, int rounds,
          bool check = true);

}  // namespace convt::tools
