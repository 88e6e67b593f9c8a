#include "planning/threads/thread_shares.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <vector>

#include "planning/threads/sharing.hpp"

namespace convt::detail {
namespace {

/// Cycles to wake one worker of those that still spin, until it sees that, and of leaving, which all do one
/// by one. On two threads they were measured together (docs/experiments/042-more-threads.md).
constexpr double kWake = 400, kSeen = 400, kLeave = 100;
/// As ThreadPool does: each wakes so many others.
constexpr int kWakes = 8;
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
    for (int worker = threads - 1; worker > 0; worker = (worker - 1) / kWakes) {
        last += kWake * ((worker - 1) % kWakes + 1) + kSeen;
    }
    return last + kLeave * (threads - 1);
}

}  // namespace

ThreadShares thread_shares(const Candidate& candidate, int threads) {
    const StrategyPlan& plan = *candidate.plan;
    ThreadShares shares;
    shares.threads = candidate.one_thread ? 1 : threads;
    shares.busiest = busiest_share(plan, shares.threads);
    shares.waking = waking_cycles(shares.threads);
    shares.cycles = (plan.cycles() * shares.busiest + candidate.pack_cycles) / shares.threads + shares.waking;
    return shares;
}

double estimated_speed_up(const PlanState& plan) {
    PlanOptions alone = plan.options;
    alone.threads = 1;
    // What was measured or stated is for the threads of this plan.
    alone.tuning = {};
    alone.tuned = {};
    const auto one = select_kernel(plan.desc, alone, plan.table, plan.highest);
    if (!one.ok()) return 1;
    const double cycles = one->plan->cycles() + one->pack_cycles;
    const ThreadShares shares = thread_shares(plan.choice, plan.plan().problem().threads);
    return shares.cycles > 0 ? cycles / shares.cycles : 1;
}

}  // namespace convt::detail
