#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/cases/run_case.hpp"

namespace convt::campaign {

inline constexpr std::size_t kMostTiers = 4;
inline constexpr std::size_t kMostTypes = 8;
inline constexpr std::size_t kMostKernels = 1024;

/// What a campaign has run. Lies in memory that processes share.
struct Counts {
    struct Tier {
        std::array<std::int64_t, kMostTypes> problems{};  ///< by element type
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

}  // namespace convt::campaign
