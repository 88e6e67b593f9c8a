#include "strategies/dot/dot_split.hpp"

#include <algorithm>
#include <climits>
#include <numeric>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "planning/threads/sharing.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {
namespace {

/// Of one task: staged inputs and sums that stay in L2 together, beside the weights of a few channel blocks.
constexpr std::int64_t kStageBytes = 256 << 10;
constexpr std::int64_t kSumsBytes = 128 << 10;
/// Channels of a task; kernels read the staged inputs again for each block of them.
constexpr std::int32_t kMostChannels = 1024;
constexpr std::int32_t kMostPlaces = 1024;

/// Taps of a phase, at most, that some of so many q meet an input with.
std::int64_t most_taps(const Axis& axis, std::int32_t q) noexcept {
    const std::int32_t every = axis.stride / std::gcd(axis.stride, axis.dilation);
    return std::min<std::int64_t>(divide_up(axis.kernel, every), std::int64_t{q} + axis.in);
}

class DotSplitter {
public:
    DotSplitter(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning, DType outputs,
                DotSplit& split)
        : p_(problem), k_(kernel), tuning_(tuning), output_bytes_(stored_bytes(outputs)), s_(split) {}

    std::string run() {
        if (tuning_.turned_channels > 0 || tuning_.units_together > 0) {
            return "has a block and channel_parts alone to tune";
        }
        s_.terms = k_.tile_outputs;
        s_.steps = divide_up_32(p_.in_channels, s_.terms);
        s_.pitch = std::max(s_.steps, 1) * s_.terms;
        s_.blocks = divide_up_32(p_.out_channels, k_.channel_block);
        s_.chunk_blocks = std::clamp(kMostChannels / k_.channel_block, 1, std::max(s_.blocks, 1));
        for (std::size_t d = 0; d < 3; ++d) s_.block[d] = std::max(longest_phase(p_.axis[d]), 1);
        if (std::string refusal = take_tuning(); !refusal.empty()) return refusal;
        if (tuning_.block[0] == 0) shrink_to(kStageBytes);
        if (tuning_.channel_parts == 0 || tuning_.block[0] == 0) share();
        set_places();
        if (s_.workspace_bytes() > kWorkspaceBytes && tuning_.block[0] == 0) {
            // The fewest outputs a task may have.
            s_.block = {1, 1, 1};
            set_places();
        }
        if (s_.workspace_bytes() > kWorkspaceBytes) {
            return text("needs ", s_.workspace_bytes(), " bytes of workspace for a block; there are ",
                        kWorkspaceBytes);
        }
        s_.chunks = divide_up_32(s_.blocks, s_.chunk_blocks);
        for (std::size_t d = 0; d < 3; ++d) {
            s_.blocks_along[d] = divide_up_32(longest_phase(p_.axis[d]), s_.block[d]);
        }
        return {};
    }

private:
    std::string take_tuning() {
        if (std::string refusal = take_block(tuning_, p_.rank, s_.block); !refusal.empty()) return refusal;
        if (tuning_.channel_parts == 0) return {};
        if (std::string refusal = take_channel_parts(tuning_, s_.blocks, s_.chunk_blocks); !refusal.empty())
            return refusal;
        if (s_.chunk_blocks * k_.channel_block <= kMostChannels || s_.chunk_blocks == 1) return {};
        return text("takes at most ", kMostChannels, " channels a task");
    }

    std::int64_t stage_bytes() const {
        std::int64_t elements = s_.pitch;
        for (std::size_t d = 0; d < 3; ++d) {
            elements *= std::int64_t{s_.block[d]} + p_.spread[d];
            if (elements > INT_MAX) return INT_MAX;
        }
        return elements * (s_.terms == 4 ? 1 : 2);
    }

    void shrink_to(std::int64_t bytes) {
        while (stage_bytes() > bytes && halve_outermost(s_.block)) {
        }
    }

    std::int64_t tasks() const {
        std::int64_t tasks = p_.batch * p_.groups * divide_up(s_.blocks, s_.chunk_blocks);
        for (std::size_t d = 0; d < 3; ++d) tasks *= divide_up(longest_phase(p_.axis[d]), s_.block[d]);
        return tasks;
    }
    /// Enough tasks for the threads, while each has some tiles of outputs.
    void share() {
        const std::int64_t wanted = wanted_tasks(p_.threads);
        constexpr std::int64_t kFewTiles = 4;
        while (tasks() < wanted && tuning_.block[0] == 0) {
            const std::int64_t places = std::int64_t{s_.block[0]} * s_.block[1] * s_.block[2];
            if (places / 2 < kFewTiles * k_.tile_pixels || !halve_outermost(s_.block)) break;
        }
        while (tasks() < wanted && tuning_.channel_parts == 0 && s_.chunk_blocks > 1) {
            s_.chunk_blocks = divide_up_32(s_.chunk_blocks, 2);
        }
    }

    void set_places() {
        const std::int64_t tile = k_.tile_pixels;
        const std::int64_t sums = s_.sums_pitch(k_) * std::int64_t{4};
        const std::int64_t region = std::int64_t{s_.block[0]} * s_.block[1] * s_.block[2];
        const std::int64_t most = std::clamp<std::int64_t>(kSumsBytes / sums, tile, kMostPlaces);
        s_.places = static_cast<std::int32_t>(std::min(most / tile, divide_up(region, tile)) * tile);
        std::int64_t taps = 1;
        for (std::size_t d = 0; d < 3; ++d) {
            taps = std::min<std::int64_t>(taps * most_taps(p_.axis[d], s_.block[d]), INT_MAX / 8);
        }
        s_.taps = static_cast<std::int32_t>(std::max<std::int64_t>(taps, 1));
        s_.stage_bytes = whole_lines(stage_bytes());
        s_.sums_bytes = whole_lines(s_.places * sums);
        s_.from_bytes = element_lines(s_.places, 4);
        s_.taps_bytes = element_lines(std::int64_t{2} * s_.taps, 4);
        s_.starts_bytes = element_lines(s_.sums_pitch(k_), 4);
        const std::int64_t row = std::min(s_.places, s_.block[0]);
        s_.row_bytes = p_.channels_last ? 0 : element_lines(row * s_.sums_pitch(k_), output_bytes_);
    }

    const Problem& p_;
    const KernelInfo& k_;
    const Tuning& tuning_;
    std::int64_t output_bytes_;
    DotSplit& s_;
};

}  // namespace

std::string split_dot(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning, DType outputs,
                      DotSplit& split) {
    return DotSplitter(problem, kernel, tuning, outputs, split).run();
}

}  // namespace convt::detail
