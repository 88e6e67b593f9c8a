#include "strategies/panels.hpp"

#include <algorithm>

#include "base/rounding.hpp"
#include "blocks/copy_pixels.hpp"
#include "packing/lane_runs.hpp"
#include "packing/move_weights.hpp"
#include "packing/pack_cost.hpp"
#include "packing/packing_functions.hpp"
#include "planning/pack_hash.hpp"

namespace convt::detail {
namespace {

/// Output channels that are read together where taps are adjacent.
constexpr std::int64_t kSlabChannels = 64;
/// Input channels that are.
constexpr std::int64_t kSlabInputs = 16;

template <class E>
class PanelPacker {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;

public:
    PanelPacker(const Panels& panels, const KernelWeights& weights, std::byte* packed,
                std::byte* workspace) noexcept
        : panels_(panels),
          problem_(panels.problem()),
          functions_(packing_functions(panels.kernel(), panels.problem().dtype)),
          width_(panels.kernel().channel_block),
          strides_(weights.strides),
          from_(static_cast<const Stored*>(weights.kernel)),
          packed_(reinterpret_cast<Summed*>(packed)),
          workspace_(reinterpret_cast<Summed*>(workspace)) {}

    void pack(std::int64_t part) const noexcept {
        // Adjacent phases as adjacent lanes lie together in no order.
        if (strides_.tap[0] == 1 && !problem_.phases_inner) {
            pack_slabs(part);
        } else {
            const std::int64_t pieces = panels_.pieces();
            pack_block(part / pieces, part % pieces, pieces);
        }
    }

private:
    /// A piece of one channel block of one group, tap by tap.
    void pack_block(std::int64_t block, std::int64_t piece, std::int64_t pieces) const noexcept {
        const std::int64_t group = block / panels_.blocks();
        const std::int64_t first = first_channel(block % panels_.blocks());
        const auto offset_of = [&](std::int64_t lane) { return channel_offset(first + lane); };
        Summed* to = packed_ + block * panels_.block_stride();
        visit_lane_runs(width_, offset_of, [&](const LaneRun& run) {
            visit_cells(problem_.taps(), problem_.in_channels, piece, pieces, [&](const PackCells& cells) {
                const Stored* from = from_ + group * strides_.group +
                                     tap_offset(problem_, strides_, cells.tap) +
                                     cells.begin * strides_.in_channel + run.offset;
                move_tap(functions_,
                         WeightSource<Stored>{from, run.stride, strides_.in_channel, run.lanes,
                                              cells.end - cells.begin},
                         to + cells.tap * tap_pitch() + cells.begin * width_ + run.first, width_);
            });
        });
    }

    /// A share of what lies together where the taps of a channel are adjacent: all taps of some output and
    /// input channels, for whichever blocks they go to.
    void pack_slabs(std::int64_t part) const noexcept {
        const std::int64_t slabs = divide_up(channels(), kSlabChannels);
        const std::int64_t slices = divide_up(problem_.in_channels, kSlabInputs);
        const std::int64_t units = problem_.groups * slabs * slices;
        const std::int64_t parts = panels_.parts();
        for (std::int64_t u = part * units / parts; u < (part + 1) * units / parts; ++u) {
            pack_slab(u / slices / slabs, u / slices % slabs * kSlabChannels, u % slices * kSlabInputs);
        }
    }

    void pack_slab(std::int64_t group, std::int64_t channel, std::int64_t input) const noexcept {
        const std::int64_t lane_stride = problem_.depthwise ? strides_.group : strides_.out_channel;
        const auto lanes = static_cast<std::int32_t>(std::min(kSlabChannels, channels() - channel));
        const std::int64_t inputs = std::min<std::int64_t>(kSlabInputs, problem_.in_channels - input);
        const WeightSource<Stored> source{
            from_ + group * strides_.group + channel * lane_stride + input * strides_.in_channel, lane_stride,
            strides_.in_channel, lanes, inputs};
        Summed* to = packed_ + group * panels_.group_stride() + input * width_;
        const std::int64_t row_taps = std::int64_t{problem_.axis[0].kernel} * problem_.fold;
        const std::int64_t taps = problem_.taps() * problem_.fold;
        visit_taps(functions_, source, taps, workspace_, [&](const TapStage<Summed>& stage) {
            const std::int64_t x = stage.tap % row_taps;
            const std::int64_t tap = stage.tap / row_taps * problem_.axis[0].kernel + x / problem_.fold;
            const std::int64_t begin = x % problem_.fold * channels() + channel;
            Summed* row = to + tap * tap_pitch() + stage.channel * width_;
            for (std::int64_t b = begin / width_; b < panels_.blocks(); ++b) {
                const std::int64_t first = first_channel(b);
                if (first >= begin + lanes) break;
                const std::int64_t low = std::max(first, begin);
                const std::int64_t high = std::min(first + width_, begin + lanes);
                copy_pixels(stage.rows + (low - begin), stage.pitch,
                            row + b * panels_.block_stride() + (low - first), width_,
                            static_cast<std::int32_t>(high - low), static_cast<std::int32_t>(stage.channels));
            }
        });
    }

    /// Of a group, without folded phases.
    std::int64_t channels() const noexcept { return problem_.out_channels / problem_.fold; }
    std::int64_t first_channel(std::int64_t block) const noexcept {
        return std::min<std::int64_t>(block * width_, problem_.out_channels - width_);
    }
    std::int64_t tap_pitch() const noexcept { return std::int64_t{problem_.in_channels} * width_; }

    /// A folded channel is a tap of the x axis and a channel; a depthwise channel is a group.
    std::int64_t channel_offset(std::int64_t folded) const noexcept {
        const auto channel = static_cast<std::int32_t>(folded);
        if (problem_.depthwise) return channel * strides_.group;
        return problem_.fold_phase(channel) * strides_.tap[0] +
               problem_.unfolded(channel) * strides_.out_channel;
    }

    const Panels& panels_;
    const Problem& problem_;
    const BlockFunctions& functions_;
    std::int32_t width_;
    KernelStrides strides_;
    const Stored* from_;
    Summed* packed_;
    Summed* workspace_;
};

}  // namespace

std::int64_t Panels::blocks() const noexcept {
    return divide_up(problem_.out_channels, kernel_.channel_block);
}

std::int64_t Panels::pieces() const noexcept {
    return pack_pieces(block_stride() * problem_.element_bytes());
}

std::uint64_t Panels::id() const noexcept {
    PackHash hash(problem_, kernel_);
    hash.add(problem_.fold, problem_.phases_inner, problem_.depthwise);
    return hash.value();
}

std::size_t Panels::workspace_bytes() const noexcept {
    return tap_workspace_bytes(kSlabChannels, problem_.element_bytes());
}

double Panels::pack_cycles() const noexcept {
    const double bytes =
        static_cast<double>(group_stride()) * problem_.groups * static_cast<double>(problem_.element_bytes());
    return detail::pack_cycles(2 * bytes, kMovedPerCycle);
}

void Panels::pack(const KernelWeights& weights, std::int64_t part, std::byte* packed,
                  std::byte* workspace) const noexcept {
    with_elements(problem_.dtype,
                  [&]<class E>(E) { PanelPacker<E>(*this, weights, packed, workspace).pack(part); });
}

}  // namespace convt::detail
