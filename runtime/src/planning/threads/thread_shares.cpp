#include "planning/threads/thread_shares.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <vector>

#include "machine/thread_pool.hpp"
#include "planning/threads/sharing.hpp"

namespace convt::detail {
namespace {

/// Cycles to wake one worker of those that still spin, until it sees that, and of leaving, which all do one
/// by one. On two threads they were measured together (docs/experiments/042-more-threads.md).
constexpr double kWake = 400, kSeen = 400, kLeave = 100;
/// So many tasks are as good as equal: not simulated.
constexpr std::int64_t kManyTasks = 1 << 18;

/// Work of the busiest thread over an even share.
double busiest_share(const StrategyPlan& plan, int threads) {
    if (plan.tasks() > kManyTasks || threads == 1) return imbalance(plan.tasks(), threads);
    std::priority_queue<double, std::vector<double>, std::greater<>> done(
        std::greater<>(), std::vector<double>(static_cast<std::size_t>(threads), 0.0));
    double all = 0, last = 0;
    for (std::int64_t task = 0; task < plan.tasks(); ++task) {
        const double work = plan.work(task);
        const double end = done.top() + work;
        done.pop();
        done.push(end);
        all += work;
        last = std::max(last, end);
    }
    return all > 0 ? last * threads / all : 1;
}

/// Until the last of the workers has begun, and what they all take to leave.
double waking_cycles(int threads) {
    double last = 0;
    constexpr int wakes = ThreadPool::kWakes;
    for (int worker = threads - 1; worker > 0; worker = (worker - 1) / wakes) {
        last += kWake * ((worker - 1) % wakes + 1) + kSeen;
    }
    return last + kLeave * (threads - 1);
}

/// What a plan of the same options for one thread takes. Where that cannot be had, 0.
double cycles_alone(const PlanState& plan) {
    PlanOptions alone = plan.options;
    alone.threads = 1;
    // What was measured or stated is for the threads of this plan.
    alone.tuning = {};
    alone.tuned = {};
    const auto one = select_kernel(plan.desc, alone, plan.table, plan.highest);
    return one.ok() ? one->plan->cycles() + one->pack_cycles : 0;
}

}  // namespace

ThreadShares thread_shares(const PlanState& state) {
    const StrategyPlan& plan = state.plan();
    ThreadShares shares;
    shares.threads = state.choice.one_thread ? 1 : plan.problem().threads;
    shares.busiest = busiest_share(plan, shares.threads);
    shares.waking = waking_cycles(shares.threads);
    shares.cycles =
        (plan.cycles() * shares.busiest + state.choice.pack_cycles) / shares.threads + shares.waking;
    const double alone = cycles_alone(state);
    if (alone > 0 && shares.cycles > 0) shares.speed_up = alone / shares.cycles;
    return shares;
}

}  // namespace convt::detail
