#include "measuring/race.hpp"

#include <algorithm>
#include <limits>
#include <utility>

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
/// Plans this near to the fastest are decided between, at most so many beside the first in so many rounds.
constexpr double kNear = 1.15;
constexpr std::size_t kFinalists = 3;
constexpr int kRounds = 9;
/// By how much a plan must be faster than the first, in the middle of rounds that each compare the two, or by
/// single runs where there was no time for rounds: a plan taken by mistake costs more than one passed over.
constexpr double kFaster = 1.025, kFasterAtOnce = 1.12;

double median(std::vector<double> values) noexcept {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// How many times as fast as the first a runner is: above 1 only as far as it can be believed.
double gain(const Race::Runner& first, const Race::Runner& runner) {
    const std::size_t rounds = std::min(first.rounds.size(), runner.rounds.size());
    if (rounds < 2) return first.seconds / runner.seconds / kFasterAtOnce;
    std::vector<double> ratios(rounds);
    for (std::size_t i = 0; i < rounds; ++i) ratios[i] = first.rounds[i] / runner.rounds[i];
    return median(std::move(ratios)) / kFaster;
}

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

double Race::run_for_a_while(Runner& runner) {
    double spent = 0, fastest = std::numeric_limits<double>::infinity();
    do {
        const double once = trial_.run(*runner.plan);
        fastest = std::min(fastest, once);
        spent += once;
    } while (spent < kRowSeconds);
    runner.seconds = std::min(runner.seconds, fastest);
    return fastest;
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
    if (!hopeless && first < kLongSeconds) (void)run_for_a_while(runner);
    runners_.push_back(std::move(runner));
}

Race::Runner Race::decide() {
    std::stable_sort(runners_.begin() + 1, runners_.end(), faster);
    const double limit = kNear * fastest().seconds;
    std::vector<Runner*> finalists;
    for (std::size_t i = 1; i < runners_.size() && finalists.size() < kFinalists; ++i) {
        if (runners_[i].seconds <= limit) finalists.push_back(&runners_[i]);
    }
    finalists.push_back(&runners_.front());
    double round_seconds = 0;
    for (const Runner* runner : finalists) round_seconds += std::max(runner->seconds, kRowSeconds);
    for (int round = 0; round < kRounds && finalists.size() > 1 && has_time_for(round_seconds); ++round) {
        for (Runner* runner : finalists) runner->rounds.push_back(run_for_a_while(*runner));
        std::reverse(finalists.begin(), finalists.end());
    }
    const Runner* best = &runners_.front();
    double best_gain = 1;
    for (const Runner& runner : runners_) {
        const double of_runner = &runner == &runners_.front() ? 1 : gain(runners_.front(), runner);
        if (of_runner > best_gain) {
            best = &runner;
            best_gain = of_runner;
        }
    }
    return *best;
}

std::vector<Race::Runner> Race::result() const {
    std::vector<Runner> sorted = runners_;
    std::stable_sort(sorted.begin(), sorted.end(), faster);
    return sorted;
}

}  // namespace convt::detail
