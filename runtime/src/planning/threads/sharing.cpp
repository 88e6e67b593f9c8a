#include "planning/threads/sharing.hpp"

#include <algorithm>

#include "base/rounding.hpp"
#include "convt/context.hpp"

namespace convt::detail {
namespace {

constexpr std::int64_t kTasksPerThread = 4;

}  // namespace

int planned_threads(int stated) noexcept {
    if (stated > 0) return stated;
    static const int cpus = std::min(available_cpus(), kMaxThreads);
    return cpus;
}

std::int64_t wanted_tasks(int threads) noexcept {
    return threads == 1 ? 1 : kTasksPerThread * threads;
}

double imbalance(std::int64_t tasks, int threads) noexcept {
    if (tasks == 0) return 1;
    const std::int64_t most = divide_up(tasks, threads);
    return static_cast<double>(most * threads) / static_cast<double>(tasks);
}

}  // namespace convt::detail
