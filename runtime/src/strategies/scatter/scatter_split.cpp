#include "strategies/scatter/scatter_split.hpp"

#include <algorithm>
#include <climits>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "planning/threads/sharing.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {
namespace {

/// Sums that stay in L2 beside the weights and the inputs of a call.
constexpr std::int64_t kSumsBytes = 384 << 10;
/// Of one tap and some channel blocks, which each tile of a call reads again from L2.
constexpr std::int64_t kPanelBytes = 256 << 10;
constexpr std::int64_t kStageBytes = 256 << 10;
constexpr std::int32_t kMostPlaces = 1024;
/// Tiles of a tap beside which the places that fill up the last one are few.
constexpr std::int64_t kFewTiles = 8;
/// Fewer input channels are no depth to be multiplied by themselves.
constexpr std::int32_t kShallow = 16;
/// Lists and a bias, at most, beside sums, a row and staged inputs.
constexpr std::int64_t kSmallParts = 16 << 10;

class ScatterSplitter {
public:
    ScatterSplitter(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                    ScatterSplit& split)
        : p_(problem), k_(kernel), tuning_(tuning), s_(split) {}

    std::string run() {
        if (p_.out_channels < k_.channel_block) {
            return text("needs at least ", k_.channel_block, " output channels; there are ", p_.out_channels);
        }
        if (tuning_.turned_channels > 0 || tuning_.units_together > 0) {
            return "has a block and channel_parts alone to tune";
        }
        s_.blocks = divide_up_32(p_.out_channels, k_.channel_block);
        s_.chunk_blocks = s_.blocks;
        s_.gather = &find_gather(k_, k_.channel_block);
        for (std::size_t d = 0; d < 3; ++d) s_.block[d] = std::max(longest_phase(p_.axis[d]), 1);
        std::string refusal = take_block(tuning_, p_.rank, s_.block);
        if (refusal.empty()) refusal = take_channel_parts(tuning_, s_.blocks, s_.chunk_blocks);
        if (!refusal.empty()) return refusal;
        // Sizes that nothing is computed of may be beyond all bounds.
        if (p_.empty()) return {};
        if (p_.any_size && smallest_bytes() > static_cast<std::int64_t>(kWorkspaceBytes)) {
            return text("needs ", smallest_bytes(),
                        " bytes of workspace for the outputs of one position where sizes "
                        "may be any; there are ",
                        kWorkspaceBytes);
        }
        set_boxes();
        fit();
        share();
        set_bytes();
        while (s_.workspace_bytes() > kWorkspaceBytes && shrink()) set_bytes();
        count();
        if (s_.workspace_bytes() > kWorkspaceBytes) {
            return text("needs ", s_.workspace_bytes(), " bytes of workspace for a block; there are ",
                        kWorkspaceBytes);
        }
        return {};
    }

private:
    [[nodiscard]] bool block_given() const { return tuning_.block[0] > 0; }

    /// What follows from the block along each axis.
    void set_boxes() {
        for (std::size_t d = 0; d < 3; ++d) {
            const Axis& axis = p_.axis[d];
            s_.blocks_along[d] = divide_up_32(std::max(longest_phase(axis), 1), s_.block[d]);
            s_.box[d] = static_cast<std::int32_t>(
                std::min<std::int64_t>(std::int64_t{s_.block[d]} * axis.stride, axis.out));
            const std::int64_t reach = (std::int64_t{axis.kernel} - 1) * axis.dilation;
            const std::int64_t met = (s_.box[d] + reach) / axis.stride + 1;
            s_.window[d] =
                p_.in_channels == 0 ? 0 : static_cast<std::int32_t>(std::min<std::int64_t>(axis.in, met));
        }
    }
    /// One pixel more takes what fills up the last tile. Gathers read on after the last pixel.
    [[nodiscard]] std::int64_t sums_elements(std::int64_t pixels, std::int32_t chunk) const {
        return (pixels + 1 + contract::kTappedUnroll) * chunk * k_.channel_block + contract::kTappedSlack;
    }
    [[nodiscard]] std::int64_t sums_bytes(std::int32_t chunk) const {
        return sums_elements(s_.pixels(), chunk) * p_.element_bytes();
    }
    /// What a task of one position, one image and one channel block takes, whatever the sizes.
    [[nodiscard]] std::int64_t smallest_bytes() const {
        std::int64_t pixels = 1, window = 1;
        constexpr std::int64_t kBeyond = std::int64_t{1} << 24;
        for (const Axis& axis : p_.axis) {
            const std::int64_t reach = (std::int64_t{axis.kernel} - 1) * axis.dilation;
            pixels = std::min(pixels * axis.stride, kBeyond);
            window = std::min(window * ((axis.stride + reach) / axis.stride + 1), kBeyond);
        }
        const std::int64_t row = p_.axis[0].stride + std::int64_t{contract::kTappedUnroll};
        const std::int64_t staged = p_.reads_pixels_in_place() ? 0 : window * pitch_of(kShallow);
        return (sums_elements(pixels, 1) + row * k_.channel_block + staged) * p_.element_bytes() +
               kSmallParts;
    }
    /// Of staged pixels: neighbouring ones never share a set of L1.
    [[nodiscard]] std::int64_t pitch_of(std::int64_t channels) const {
        return fewest_odd_lines(channels, p_.element_bytes());
    }

    bool halve() {
        if (!halve_outermost(s_.block)) return false;
        set_boxes();
        return true;
    }
    /// Halves what a task has of the batch, where it has several images, and else its block.
    bool shrink() {
        if (s_.images > 1) {
            s_.images = divide_up_32(s_.images, 2);
            return true;
        }
        return !block_given() && halve();
    }

    /// Places of a tap, about: inputs of a task.
    [[nodiscard]] std::int64_t places() const {
        return std::int64_t{s_.images} * s_.window[0] * s_.window[1] * s_.window[2];
    }

    /// Sums that fit L2: fewer channels first, which read inputs again but no weights. Small images come
    /// together. Their number goes by the channels that fit, so that a split that is stated again is the
    /// same.
    void fit() {
        std::int32_t chunk = s_.blocks;
        while (sums_bytes(chunk) > kSumsBytes && chunk > 1) chunk = divide_up_32(chunk, 2);
        if (tuning_.channel_parts == 0) s_.chunk_blocks = chunk;
        while (sums_bytes(s_.chunk_blocks) > kSumsBytes && !block_given() && halve()) {
        }
        const std::int64_t image = places();
        const bool whole = s_.blocks_along == std::array<std::int32_t, 3>{1, 1, 1};
        if (!whole || image == 0) return;
        const std::int64_t wanted = divide_up(kFewTiles * k_.tile_pixels, image);
        const std::int64_t beside = sums_elements(0, chunk);
        const std::int64_t fitting =
            (kSumsBytes / p_.element_bytes() - beside) / (s_.pixels() * chunk * k_.channel_block);
        const std::int64_t addressed = INT_MAX / std::max<std::int64_t>(p_.input_batch_stride, 1);
        s_.images = static_cast<std::int32_t>(
            std::max<std::int64_t>(1, std::min({p_.batch, wanted, fitting, addressed})));
    }

    void count() {
        s_.image_parts = static_cast<std::int32_t>(divide_up(p_.batch, s_.images));
        s_.chunks = divide_up_32(s_.blocks, s_.chunk_blocks);
        s_.tasks = std::int64_t{s_.image_parts} * p_.groups * s_.chunks * s_.blocks_along[0] *
                   s_.blocks_along[1] * s_.blocks_along[2];
    }
    /// Enough tasks for the threads: of fewer channels, then of fewer images and outputs, while tiles are
    /// full.
    void share() {
        const std::int64_t wanted = p_.threads == 1 ? 1 : wanted_tasks(p_.threads);
        count();
        for (; s_.tasks < wanted && tuning_.channel_parts == 0 && s_.chunk_blocks > 1; count()) {
            s_.chunk_blocks = divide_up_32(s_.chunk_blocks, 2);
        }
        for (; s_.tasks < p_.threads && s_.images > 1; count()) s_.images = divide_up_32(s_.images, 2);
        // Whole images alone come together, so that a block that is stated again has as many.
        if (s_.images == 1 && !block_given()) {
            for (; s_.tasks < p_.threads && places() / 2 >= kFewTiles * k_.tile_pixels && halve(); count()) {
            }
        }
        s_.chunk_blocks = divide_up_32(s_.blocks, s_.chunks);
    }

    /// Input channels at a time whose staged pixels stay in L2.
    void set_stage() {
        if (p_.reads_pixels_in_place()) return;
        const std::int64_t bytes = p_.element_bytes();
        while (places() * pitch_of(s_.depth) * bytes > kStageBytes && s_.depth > kShallow) {
            s_.depth = divide_up_32(s_.depth, 2);
        }
        s_.stage_pitch = static_cast<std::int32_t>(pitch_of(s_.depth));
        s_.stage_bytes = element_lines(places() * s_.stage_pitch, bytes);
    }

    void set_bytes() {
        const std::int64_t bytes = p_.element_bytes();
        const std::int64_t channel_bytes = std::int64_t{k_.channel_block} * bytes;
        s_.depth = static_cast<std::int32_t>(
            std::clamp<std::int64_t>(kPanelBytes / channel_bytes, 1, std::max(p_.in_channels, 1)));
        s_.depth = divide_up_32(p_.in_channels, divide_up_32(std::max(p_.in_channels, 1), s_.depth));
        set_stage();
        const std::int64_t panel = std::max<std::int64_t>(s_.depth * channel_bytes, 1);
        s_.call_blocks =
            static_cast<std::int32_t>(std::clamp<std::int64_t>(kPanelBytes / panel, 1, s_.chunk_blocks));
        const std::int64_t tile = k_.tile_pixels;
        s_.places = static_cast<std::int32_t>(std::min(kMostPlaces / tile, divide_up(places(), tile)) * tile);
        s_.list_bytes = element_lines(std::max(s_.places, 1), sizeof(std::int32_t));
        const std::int64_t pitch = s_.pitch(k_);
        s_.bias_bytes = element_lines(pitch + contract::kTappedSlack, bytes);
        const std::int64_t row = divide_up(s_.box[0], contract::kTappedUnroll) * contract::kTappedUnroll;
        s_.row_bytes = element_lines(row * pitch + contract::kTappedSlack, bytes);
        s_.sums_bytes = element_lines(sums_elements(s_.pixels(), s_.chunk_blocks), bytes);
    }

    const Problem& p_;
    const KernelInfo& k_;
    const Tuning& tuning_;
    ScatterSplit& s_;
};

}  // namespace

std::string split_scatter(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                          ScatterSplit& split) {
    return ScatterSplitter(problem, kernel, tuning, split).run();
}

}  // namespace convt::detail
