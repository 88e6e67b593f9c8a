#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "blocks/stage.hpp"
#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// How a problem is split into tasks. A task is one block of outputs (a box of q, all phases of it) of one
/// image and group, for one chunk of output channels. The split depends on the problem and on the
/// threads that the plan is for, never on those that run it, so results do not either.
struct Blocking {
    std::array<std::int32_t, 3> pixels{1, 1, 1};  ///< q per block, by axis
    std::array<std::int32_t, 3> blocks{0, 0, 0};
    std::int32_t chunk = 1;  ///< output channels per task, a multiple of the channel block
    std::int32_t chunks = 1;
    /// Channels that are computed into a scratch at once, from which outputs are transposed to channels_first
    /// or narrowed; 0: kernels write in place.
    std::int32_t transposed = 0;
    /// Inputs are read where they lie: what misses some of its taps at a border is a region of its own.
    bool in_place = false;
    std::size_t bias_bytes = 0;
    std::size_t stage_bytes = 0;    ///< 0: every block reads the inputs in place
    std::size_t scratch_bytes = 0;  ///< outputs to be transposed or narrowed
    std::int64_t tasks = 0;

    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return bias_bytes + stage_bytes + scratch_bytes;
    }
};

/// How a kernel of this room has its windows staged.
[[nodiscard]] StageLayout stage_layout(const Problem& problem, const KernelInfo& kernel) noexcept;

/// Whether a kernel that reads rows of planes takes those of a window within the inputs where they lie, each
/// row far from the next channel's: if few blocks of channels read them again, and it joins no rows.
[[nodiscard]] bool reads_planes_in_place(const Problem& problem, const KernelInfo& kernel) noexcept;

/// Most output channels of a task.
inline constexpr std::int32_t kLargestChunk = 16384;

/// Whether kernels write to a scratch, with dense channels or, where lanes are pixels, with dense rows.
[[nodiscard]] bool uses_scratch(const Problem& problem, const KernelInfo& kernel) noexcept;

/// Folded channels are turned to channels_first outputs all at once.
[[nodiscard]] inline bool transposed_whole(const Problem& problem) noexcept {
    return problem.fold > 1 && !problem.channels_last && !problem.phases_inner;
}

/// Puts what `tuning` states into a blocking that holds the whole problem; returns what of it the kernel
/// cannot do, or nothing.
[[nodiscard]] std::string apply_tuning(const Tuning& tuning, const Problem& problem, const KernelInfo& kernel,
                                       Blocking& blocking);

/// Chooses block sizes as far as `tuning` leaves them open, or says in `refusal` why the kernel cannot serve
/// the problem within a thread's workspace, or what in `tuning` it cannot do.
[[nodiscard]] std::optional<Blocking> choose_blocking(const Problem& problem, const KernelInfo& kernel,
                                                      const Tuning& tuning, std::string& refusal);

}  // namespace convt::detail
