// Random problems against the oracle for a while: every tier, kernels and splits of all kinds, between guard
// pages, in processes of their own. A failure is reduced and printed as a line that --replay takes. --search
// walks a grid of problems instead.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <random>

#include "fuzz/campaign/run.hpp"
#include "fuzz/campaign/search.hpp"
#include "fuzz/cases/draw.hpp"

namespace {

using namespace convt::campaign;

struct Options {
    double minutes = 1;
    std::int64_t problems = INT64_MAX;
    std::uint64_t seed = std::random_device{}();
    int most_failures = 5;
    std::string replay;
    bool search = false;
    bool integers = false;
};

/// Adjacent problems of adjacent seeds have nothing in common (splitmix64).
std::uint64_t seed_of(std::uint64_t seed, std::int64_t problem) {
    std::uint64_t z = seed * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(problem) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/// One problem of so many has quantised inputs.
constexpr std::int64_t kIntegersEvery = 5;

int run_campaign(const Options& options) {
    const auto tiers = runnable_tiers();
    const auto of_integers = integer_tiers();
    const auto cases_of = [&](std::int64_t problem) {
        const std::uint64_t seed = seed_of(options.seed, problem);
        const bool integers = options.integers || problem % kIntegersEvery == kIntegersEvery - 1;
        return integers ? draw_integers(seed, of_integers) : draw(seed, tiers);
    };
    const Problems problems{
        "seed " + std::to_string(options.seed) + (options.integers ? ", of integers alone" : ""),
        options.problems, cases_of};
    return run_problems(problems, options.minutes, options.most_failures);
}

int replay(const std::string& line) {
    const std::string wrong = failure_of(read_case(line));
    std::printf("%s\n", wrong.empty() ? "right" : ("FAILED: " + wrong).c_str());
    return wrong.empty() ? 0 : 1;
}

int run(const Options& options) {
    if (!options.replay.empty()) return replay(options.replay);
    return options.search ? run_search(options.most_failures) : run_campaign(options);
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
    app.add_flag("--integers", options.integers, "Draw quantised inputs alone");
    app.add_flag("--search", options.search, "Run every problem of a grid, however long it takes");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "convt_campaign: %s\n", error.what());
        return 2;
    }
}
