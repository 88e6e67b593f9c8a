#pragma once

#include <cstdint>

namespace convt::detail {

/// Threads that a plan's work is split for: as stated, or every CPU that the process could use when it first
/// asked.
[[nodiscard]] int planned_threads(int stated) noexcept;

/// Tasks worth splitting the work for: several for each thread, so that one that is held up does not hold up
/// the others for long.
[[nodiscard]] std::int64_t wanted_tasks(int threads) noexcept;

/// How much longer the busiest thread works than an even share of equal tasks: 1 when all have as many.
[[nodiscard]] double imbalance(std::int64_t tasks, int threads) noexcept;

/// Work of fewer cycles is done by the calling thread alone. Measured on Zen 4 (2 cores, 2026-11-25), with
/// threads that still spin: layers that take 11-38 us alone took 0.46-0.65 of that by two threads.
inline constexpr double kOneThreadCycles = 20e3;

}  // namespace convt::detail
