#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace convt::campaign {

inline constexpr std::size_t kMostTiers = 4;
inline constexpr std::size_t kMostKernels = 1024;

/// What a campaign has run. Lies in memory that processes share.
struct Counts {
    std::array<std::int64_t, kMostTiers> problems{};  ///< by tier
    std::array<std::int64_t, kMostTiers> runs{};
    std::array<std::int64_t, kMostTiers> fast{};  ///< of them with fast algorithms
    std::array<std::int64_t, kMostKernels> by_kernel{};
    std::int64_t done = 0;             ///< problems, whose seeds follow each other
    std::array<char, 4096> failing{};  ///< case of the failure, empty when there is none or the process died
    std::array<char, 4096> wrong{};
};

/// A line per tier.
[[nodiscard]] std::string summary(const Counts& counts);

}  // namespace convt::campaign
