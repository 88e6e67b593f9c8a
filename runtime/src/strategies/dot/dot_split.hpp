#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "planning/registry.hpp"
#include "planning/requantization.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// How a dot kernel's work is cut, and what a task keeps in its workspace.
struct DotSplit {
    std::int32_t terms = 2;                      ///< input channels that a step adds up
    std::int32_t steps = 0;                      ///< of all input channels, the last filled up with zeros
    std::int32_t pitch = 0;                      ///< staged elements from one pixel to the next
    std::int32_t blocks = 0;                     ///< channel blocks of a group, the last filled up with zeros
    std::int32_t chunk_blocks = 1;               ///< those of a task
    std::int32_t chunks = 1;                     ///< tasks that channels are cut into
    std::array<std::int32_t, 3> block{1, 1, 1};  ///< q of a task, by axis
    std::array<std::int32_t, 3> blocks_along{1, 1, 1};  ///< tasks by axis
    std::int32_t places = 0;                            ///< of a kernel's call, in whole tiles
    std::int32_t taps = 0;                              ///< most that a call may have
    std::size_t stage_bytes = 0;
    std::size_t sums_bytes = 0;
    std::size_t from_bytes = 0;
    std::size_t taps_bytes = 0;
    std::size_t starts_bytes = 0;  ///< of sums, and as many of the bias as floats
    std::size_t row_bytes = 0;     ///< outputs of channels_first before they are spread

    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return stage_bytes + sums_bytes + from_bytes + taps_bytes + 2 * starts_bytes + row_bytes;
    }
    /// Sums of a place, of all channel blocks of a task.
    [[nodiscard]] std::int32_t sums_pitch(const KernelInfo& kernel) const noexcept {
        return chunk_blocks * kernel.channel_block;
    }
};

/// Cuts the work, or says why the kernel cannot serve the problem.
[[nodiscard]] std::string split_dot(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                                    DType outputs, DotSplit& split);

/// Estimated cycles of one core for all tasks.
[[nodiscard]] double dot_cycles(const Problem& problem, const KernelInfo& kernel, const DotSplit& split,
                                const Requantization& how) noexcept;

}  // namespace convt::detail
