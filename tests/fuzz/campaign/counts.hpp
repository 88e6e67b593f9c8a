#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/cases/run_case.hpp"

namespace convt::campaign {

inline constexpr std::size_t kMostTiers = 5;
inline constexpr std::size_t kMostTypes = 8;
inline constexpr std::size_t kMostKernels = 1024;

/// How outputs of quantised inputs are made: by a rule of rounding, or as sums or floats without one.
enum class Rule : std::uint8_t { nearest_even, gemmlowp, sums, floats };
inline constexpr std::array<const char*, 4> kRuleNames{"nearest_even", "gemmlowp", "int32", "float32"};

/// What a campaign has run. Lies in memory that processes share.
struct Counts {
    struct Tier {
        std::array<std::int64_t, kMostTypes> problems{};        ///< by element type
        std::array<std::int64_t, kRuleNames.size()> by_rule{};  ///< those of quantised inputs
        std::int64_t plans = 0;
        std::int64_t fast = 0;         ///< plans with fast algorithms
        std::int64_t split = 0;        ///< plans with several blocks along every dimension
        std::int64_t interleaved = 0;  ///< of these, with phases along x that meet different inputs
    };
    std::array<Tier, kMostTiers> tiers{};
    std::array<std::int64_t, kMostKernels> by_kernel{};
    std::int64_t done = 0;             ///< problems, by number
    std::array<char, 4096> failing{};  ///< case of the failure, empty when there is none or the process died
    std::array<char, 4096> wrong{};
};

/// Adds what the cases of one problem were.
void count(Counts& counts, const std::vector<Case>& cases, const std::vector<Outcome>& outcomes);

/// A line per tier.
[[nodiscard]] std::string summary(const Counts& counts);

/// Problems of quantised inputs by rule and tier, in one line; empty when there were none.
[[nodiscard]] std::string rules_summary(const Counts& counts);

}  // namespace convt::campaign
