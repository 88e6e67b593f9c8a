// Random problems against the oracle for a while: every tier, kernels and splits of all kinds, between guard
// pages, in processes of their own. A failure is reduced and printed as a line that --replay takes.
#include <sys/mman.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <new>
#include <random>

#include "fuzz/campaign/counts.hpp"
#include "fuzz/campaign/draw.hpp"
#include "fuzz/campaign/isolate.hpp"
#include "fuzz/campaign/run_case.hpp"
#include "fuzz/campaign/shrink.hpp"
#include "planning/registry.hpp"

namespace {

using namespace convt::campaign;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kProblemsOfProcess = 1000;
constexpr std::chrono::minutes kBetweenCounts{10};

struct Options {
    double minutes = 1;
    std::int64_t problems = INT64_MAX;
    std::uint64_t seed = std::random_device{}();
    int most_failures = 5;
    std::string replay;
};

Counts& shared_counts() {
    void* memory = mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return *new (memory) Counts;
}

/// Adjacent problems of adjacent seeds have nothing in common (splitmix64).
std::uint64_t seed_of(std::uint64_t seed, std::int64_t problem) {
    std::uint64_t z = seed * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(problem) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

void count(Counts& counts, const std::vector<Case>& cases, const std::vector<Outcome>& outcomes) {
    const auto table = convt::detail::kernel_table();
    std::array<bool, kMostTiers> seen{};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (outcomes[i].kernel.empty()) continue;
        const auto tier = static_cast<std::size_t>(cases[i].isa);
        counts.problems[tier] += seen[tier] ? 0 : 1;
        seen[tier] = true;
        ++counts.runs[tier];
        counts.fast[tier] += outcomes[i].algorithm == convt::Algorithm::winograd ? 1 : 0;
        for (std::size_t k = 0; k < table.size(); ++k) {
            if (outcomes[i].kernel == table[k].name) ++counts.by_kernel[k];
        }
    }
}

template <std::size_t size>
void keep(std::array<char, size>& place, const std::string& text) {
    std::snprintf(place.data(), size, "%s", text.c_str());
}

/// Problems from counts.done on, until one fails; the answer says that one did.
std::string run_some(Counts& counts, const Options& options, Clock::time_point end) {
    const auto tiers = runnable_tiers();
    for (std::int64_t i = 0; i < kProblemsOfProcess && counts.done < options.problems && Clock::now() < end;
         ++i) {
        be_patient();
        const auto cases = draw(seed_of(options.seed, counts.done), tiers);
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

std::string failure_of(const Case& c) {
    return isolated([&] { return run_cases({c}).front().wrong; });
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
void report_stop(const Counts& counts, const Options& options, const std::string& answer) {
    if (counts.failing[0] != '\0') return report(read_case(counts.failing.data()), counts.wrong.data());
    for (const Case& c : draw(seed_of(options.seed, counts.done), runnable_tiers())) {
        const std::string wrong = failure_of(c);
        if (!wrong.empty()) return report(c, wrong);
    }
    std::printf("FAILED: problem %lld of seed %llu: %s, not again alone\n",
                static_cast<long long>(counts.done), static_cast<unsigned long long>(options.seed),
                answer.c_str());
}

int run_campaign(const Options& options) {
    std::printf("campaign: seed %llu\n", static_cast<unsigned long long>(options.seed));
    std::fflush(stdout);
    Counts& counts = shared_counts();
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double, std::ratio<60>>(options.minutes));
    int failures = 0;
    auto next_counts = start + kBetweenCounts;
    while (counts.done < options.problems && Clock::now() < end && failures < options.most_failures) {
        counts.failing[0] = '\0';
        if (Clock::now() > next_counts) {
            std::printf("so far, with %d failures:\n%s", failures, summary(counts).c_str());
            next_counts = Clock::now() + kBetweenCounts;
        }
        const std::string answer = isolated([&] { return run_some(counts, options, end); });
        if (answer.empty()) continue;
        report_stop(counts, options, answer);
        ++failures;
        ++counts.done;
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    std::printf("%s%lld problems, %d failures, %.0f s, seed %llu\n", summary(counts).c_str(),
                static_cast<long long>(counts.done), failures, seconds,
                static_cast<unsigned long long>(options.seed));
    return failures == 0 ? 0 : 1;
}

int replay(const std::string& line) {
    const Case c = read_case(line);
    const std::string wrong = failure_of(c);
    std::printf("%s\n", wrong.empty() ? "right" : ("FAILED: " + wrong).c_str());
    return wrong.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Random problems on every tier against the oracle, between guard pages"};
    app.add_option("--minutes", options.minutes, "Time to run")->check(CLI::NonNegativeNumber);
    app.add_option("--problems", options.problems, "Problems to run at most");
    app.add_option("--seed", options.seed, "Seed of the first problem; random without it");
    app.add_option("--most-failures", options.most_failures, "Failures after which to stop");
    app.add_option("--replay", options.replay, "Run the case that a failure printed");
    CLI11_PARSE(app, argc, argv);
    try {
        return options.replay.empty() ? run_campaign(options) : replay(options.replay);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "convt_campaign: %s\n", error.what());
        return 2;
    }
}
