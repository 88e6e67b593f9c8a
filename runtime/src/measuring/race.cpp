#include "measuring/race.hpp"

#include <algorithm>

namespace convt::detail {
namespace {

/// What a race may take: so many runs of the fastest plan and so many seconds. A little of what is promised
/// is left for operands and threads.
constexpr double kRuns = 26, kSeconds = 16e-3;
/// Runs that are timed in a row: as many as take so long.
constexpr double kRowSeconds = 150e-6;
/// Runs this long are no faster a second time, when caches hold what they can.
constexpr double kLongSeconds = 3e-3;
/// Bytes a second that the system gives new memory at.
constexpr double kNewMemory = 3e9;
/// A first run this many times as slow as the fastest needs no second.
constexpr double kHopeless = 1.6;
/// Plans this near to the fastest are decided between, at most so many in so many rounds.
constexpr double kNear = 1.12;
constexpr std::size_t kFinalists = 4;
constexpr int kRounds = 8;

bool faster(const Race::Runner& a, const Race::Runner& b) noexcept {
    return a.seconds < b.seconds;
}

}  // namespace

double Race::seconds() const noexcept {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

const Race::Runner& Race::fastest() const noexcept {
    return *std::min_element(runners_.begin(), runners_.end(), faster);
}

bool Race::has_time_for(double more) const noexcept {
    return seconds() + more <= kSeconds + kRuns * fastest().seconds;
}

void Race::run_for_a_while(Runner& runner) {
    double spent = 0;
    do {
        const double once = trial_.run(*runner.plan);
        runner.seconds = std::min(runner.seconds, once);
        spent += once;
    } while (spent < kRowSeconds);
}

void Race::enter(std::shared_ptr<PlanState> plan) {
    Runner runner{std::move(plan)};
    if (!runners_.empty()) {
        const Runner& best = fastest();
        const double expected = best.seconds * runner.plan->choice.cycles / best.plan->choice.cycles;
        const double memory = static_cast<double>(trial_.missing_bytes(*runner.plan)) / kNewMemory;
        if (!has_time_for((expected < kLongSeconds ? 2 : 1) * expected + memory)) return;
    }
    const double first = trial_.run(*runner.plan);
    runner.seconds = first;
    const bool hopeless = !runners_.empty() && first > kHopeless * fastest().seconds + kRowSeconds;
    if (!hopeless && first < kLongSeconds) run_for_a_while(runner);
    runners_.push_back(std::move(runner));
}

void Race::decide() {
    std::stable_sort(runners_.begin(), runners_.end(), faster);
    std::size_t finalists = 0;
    while (finalists < std::min(kFinalists, runners_.size()) &&
           runners_[finalists].seconds <= kNear * runners_[0].seconds) {
        ++finalists;
    }
    if (finalists < 2) return;
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t i = 0; i < finalists; ++i) {
            Runner& runner = runners_[round % 2 == 0 ? i : finalists - 1 - i];
            if (!has_time_for(std::max(runner.seconds, kRowSeconds))) return;
            run_for_a_while(runner);
        }
    }
}

std::vector<Race::Runner> Race::result() const {
    std::vector<Runner> sorted = runners_;
    std::stable_sort(sorted.begin(), sorted.end(), faster);
    return sorted;
}

}  // namespace convt::detail
