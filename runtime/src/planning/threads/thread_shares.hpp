#pragma once

#include "planning/plan_state.hpp"

namespace convt::detail {

/// How threads are estimated to share a run of a plan.
struct ThreadShares {
    int threads = 1;     ///< that work
    double busiest = 1;  ///< what the busiest of them does beside an even share of the tasks' work
    double waking = 0;   ///< cycles until the last of them has begun, where all still wait for work
    double cycles = 0;   ///< until all are done, waking and packing included
};

/// The shares of a plan's tasks by threads that take the next task whenever they are done with one, as a
/// context hands them out. May throw std::bad_alloc.
///
/// @param candidate whose plan is finished
/// @param threads   that a context has
[[nodiscard]] ThreadShares thread_shares(const Candidate& candidate, int threads);

/// How many times as fast as one thread, by a plan made for one, the plan's threads are estimated to be. May
/// throw std::bad_alloc.
[[nodiscard]] double estimated_speed_up(const PlanState& plan);

}  // namespace convt::detail
