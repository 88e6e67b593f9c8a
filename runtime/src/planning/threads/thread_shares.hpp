#pragma once

#include "planning/plan_state.hpp"

namespace convt::detail {

/// How threads are estimated to share a run of a plan.
struct ThreadShares {
    int threads = 1;     ///< that work
    double busiest = 1;  ///< what the busiest of them does beside an even share of the tasks' work
    double waking = 0;   ///< cycles until the last of them has begun, where all still wait for work
    double cycles = 0;   ///< until all are done, waking and packing included
    /// How many times as fast that is as one thread, by a plan made for one.
    double speed_up = 1;
};

/// The shares of a plan's tasks by the threads that it is made for, each of which takes the next task
/// whenever it is done with one, as a context hands them out. May throw std::bad_alloc.
[[nodiscard]] ThreadShares thread_shares(const PlanState& state);

}  // namespace convt::detail
