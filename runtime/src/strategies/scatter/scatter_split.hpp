#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// How a scatter kernel's work is cut, and what a task keeps in its workspace. A task has a box of outputs of
/// some images, of some channel blocks of one group, whose sums stay there until all taps were added.
struct ScatterSplit {
    std::array<std::int32_t, 3> block{1, 1, 1};         ///< q of a task, by axis
    std::array<std::int32_t, 3> blocks_along{1, 1, 1};  ///< tasks by axis
    std::array<std::int32_t, 3> box{1, 1, 1};           ///< outputs of a task, at most, by axis
    std::int32_t images = 1;                            ///< of a task
    std::int32_t image_parts = 1;                       ///< tasks that the batch is cut into
    std::int32_t blocks = 1;                            ///< channel blocks of a group
    std::int32_t chunk_blocks = 1;                      ///< those of a task
    std::int32_t chunks = 1;                            ///< tasks that channels are cut into
    std::int32_t depth = 1;                             ///< input channels that are multiplied by one call
    std::int32_t call_blocks = 1;                       ///< channel blocks of a call
    std::int32_t places = 1;                            ///< of a call, in whole tiles
    std::int32_t stage_pitch = 0;          ///< elements of a staged pixel; 0: inputs are read in place
    std::array<std::int32_t, 3> window{};  ///< inputs that a task meets, at most, by axis
    const TappedGather* gather = nullptr;
    std::int64_t tasks = 0;

    std::size_t bias_bytes = 0;
    std::size_t list_bytes = 0;  ///< of each list of a call's places
    std::size_t row_bytes = 0;
    std::size_t stage_bytes = 0;
    std::size_t sums_bytes = 0;

    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return bias_bytes + 2 * list_bytes + row_bytes + stage_bytes + sums_bytes;
    }
    /// Sums of a pixel: those of all channel blocks of a task.
    [[nodiscard]] std::int32_t pitch(const KernelInfo& kernel) const noexcept {
        return chunk_blocks * kernel.channel_block;
    }
    /// Output pixels of a task, at most.
    [[nodiscard]] std::int64_t pixels() const noexcept {
        return std::int64_t{images} * box[0] * box[1] * box[2];
    }
};

/// Chooses a split as far as `tuning` leaves it open; returns why the kernel cannot serve the problem, or
/// what in `tuning` it cannot do, and nothing when it can.
[[nodiscard]] std::string split_scatter(const Problem& problem, const KernelInfo& kernel,
                                        const Tuning& tuning, ScatterSplit& split);

/// Estimated cycles of one core for all tasks.
[[nodiscard]] double scatter_cycles(const Problem& problem, const KernelInfo& kernel,
                                    const ScatterSplit& split) noexcept;

}  // namespace convt::detail
