#include "fuzz/campaign/run.hpp"

#include <sys/mman.h>

#include <chrono>
#include <cstdio>
#include <new>

#include "fuzz/campaign/counts.hpp"
#include "fuzz/campaign/isolate.hpp"
#include "fuzz/campaign/shrink.hpp"
#include "fuzz/cases/run_case.hpp"

namespace convt::campaign {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kProblemsOfProcess = 1000;
constexpr std::chrono::minutes kBetweenCounts{10};

Counts& shared_counts() {
    void* memory = mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return *new (memory) Counts;
}

template <std::size_t size>
void keep(std::array<char, size>& place, const std::string& text) {
    std::snprintf(place.data(), size, "%s", text.c_str());
}

/// Problems from counts.done on, until one fails; the answer says that one did.
std::string run_some(Counts& counts, const Problems& problems, Clock::time_point end) {
    for (std::int64_t i = 0; i < kProblemsOfProcess && counts.done < problems.count && Clock::now() < end;
         ++i) {
        be_patient();
        const auto cases = problems.cases_of(counts.done);
        const auto outcomes = run_cases(cases);
        for (std::size_t at = 0; at < cases.size(); ++at) {
            if (outcomes[at].wrong.empty()) continue;
            keep(counts.failing, to_text(cases[at]));
            keep(counts.wrong, outcomes[at].wrong);
            return "failed";
        }
        count(counts, cases, outcomes);
        ++counts.done;
    }
    return {};
}

/// Reduces a case and prints it.
void report(const Case& failing, const std::string& wrong) {
    std::printf("FAILED: %s\n  by: %s\n", wrong.c_str(), to_text(failing).c_str());
    std::fflush(stdout);
    if (failure_of(failing).empty()) {
        std::printf("  fails only after other problems\n");
        return;
    }
    const Case least = shrink(failing, [](const Case& c) { return !failure_of(c).empty(); });
    std::printf("  reduced: %s\n  replay: convt_campaign --replay '%s'\n", failure_of(least).c_str(),
                to_text(least).c_str());
    std::fflush(stdout);
}

/// After a process ended early: which of the cases at counts.done it was.
void report_stop(const Counts& counts, const Problems& problems, const std::string& answer) {
    if (counts.failing[0] != '\0') return report(read_case(counts.failing.data()), counts.wrong.data());
    for (const Case& c : problems.cases_of(counts.done)) {
        const std::string wrong = failure_of(c);
        if (!wrong.empty()) return report(c, wrong);
    }
    std::printf("FAILED: problem %lld of %s: %s, not again alone\n", static_cast<long long>(counts.done),
                problems.name.c_str(), answer.c_str());
}

}  // namespace

std::string failure_of(const Case& c) {
    return isolated([&] { return run_cases({c}).front().wrong; });
}

int run_problems(const Problems& problems, double minutes, int most_failures) {
    std::printf("campaign: %s\n", problems.name.c_str());
    std::fflush(stdout);
    Counts& counts = shared_counts();
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double, std::ratio<60>>(minutes));
    int failures = 0;
    auto next_counts = start + kBetweenCounts;
    while (counts.done < problems.count && Clock::now() < end && failures < most_failures) {
        counts.failing[0] = '\0';
        if (Clock::now() > next_counts) {
            std::printf("so far, with %d failures:\n%s", failures, summary(counts).c_str());
            next_counts = Clock::now() + kBetweenCounts;
        }
        const std::string answer = isolated([&] { return run_some(counts, problems, end); });
        if (answer.empty()) continue;
        report_stop(counts, problems, answer);
        ++failures;
        ++counts.done;
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const std::string rules = rules_summary(counts);
    std::printf("%s%lld problems, %d failures, %.0f s, %s%s\n", summary(counts).c_str(),
                static_cast<long long>(counts.done), failures, seconds, problems.name.c_str(),
                rules.empty() ? "" : ("; of integers: " + rules).c_str());
    return failures == 0 ? 0 : 1;
}

}  // namespace convt::campaign
