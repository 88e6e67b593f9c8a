#include "strategies/keras_order.hpp"

#include <algorithm>

#include "base/rounding.hpp"
#include "blocks/copy_pixels.hpp"
#include "packing/move_weights.hpp"
#include "packing/packing_functions.hpp"
#include "planning/pack_hash.hpp"

namespace convt::detail {
namespace {

/// Input and output channels of one group that are packed together, with all of their taps.
constexpr std::int64_t kSlabInputs = 64, kSlabChannels = 16;

template <class E>
class KerasPacker {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;

public:
    KerasPacker(const Problem& problem, const KernelInfo& kernel, const KernelWeights& weights,
                std::byte* packed, std::byte* workspace) noexcept
        : problem_(problem),
          functions_(packing_functions(kernel, problem.dtype)),
          strides_(weights.strides),
          from_(static_cast<const Stored*>(weights.kernel)),
          packed_(reinterpret_cast<Summed*>(packed)),
          workspace_(reinterpret_cast<Summed*>(workspace)),
          channels_(problem.out_channels / problem.fold),
          row_taps_(std::int64_t{problem.axis[0].kernel} * problem.fold),
          taps_(problem.taps() * problem.fold) {}

    /// A slab of one group.
    void pack(std::int64_t group, std::int64_t channel, std::int64_t input) const noexcept {
        const WeightSource<Stored> source{
            from_ + group * strides_.group + channel * strides_.out_channel + input * strides_.in_channel,
            strides_.in_channel, strides_.out_channel,
            static_cast<std::int32_t>(std::min<std::int64_t>(kSlabInputs, problem_.in_channels - input)),
            std::min(kSlabChannels, channels_ - channel)};
        Summed* to = packed_ + (group * channels_ + channel) * problem_.in_channels + input;
        if (strides_.tap[0] == 1) return gather(source, to);
        for (std::int64_t tap = 0; tap < taps_; ++tap) {
            WeightSource<Stored> of_tap = source;
            of_tap.from += tap_offset(tap);
            move_tap(functions_, of_tap, to + tap * tap_pitch(), problem_.in_channels);
        }
    }

private:
    /// Of a kernel whose taps lie side by side.
    void gather(const WeightSource<Stored>& source, Summed* to) const noexcept {
        visit_taps(functions_, source, taps_, workspace_, [&](const TapStage<Summed>& stage) {
            copy_pixels(stage.rows, stage.pitch,
                        to + stage.tap * tap_pitch() + stage.channel * problem_.in_channels,
                        problem_.in_channels, source.lanes, static_cast<std::int32_t>(stage.channels));
        });
    }
    std::int64_t tap_offset(std::int64_t tap) const noexcept {
        const std::int64_t rows = tap / row_taps_;
        return tap % row_taps_ * strides_.tap[0] + rows % problem_.axis[1].kernel * strides_.tap[1] +
               rows / problem_.axis[1].kernel * strides_.tap[2];
    }
    /// Without folded phases.
    std::int64_t tap_pitch() const noexcept {
        return std::int64_t{problem_.groups} * channels_ * problem_.in_channels;
    }

    const Problem& problem_;
    const BlockFunctions& functions_;
    KernelStrides strides_;
    const Stored* from_;
    Summed* packed_;
    Summed* workspace_;
    std::int64_t channels_, row_taps_, taps_;
};

/// Slabs of a group along output and input channels.
struct Slabs {
    explicit Slabs(const Problem& problem) noexcept
        : channels(divide_up(problem.out_channels / problem.fold, kSlabChannels)),
          inputs(divide_up(problem.in_channels, kSlabInputs)) {}
    std::int64_t channels, inputs;
};

}  // namespace

std::int64_t KerasOrder::parts() const noexcept {
    const Slabs slabs(problem_);
    return problem_.groups * slabs.channels * slabs.inputs;
}

std::uint64_t KerasOrder::id() const noexcept {
    return PackHash(problem_, kernel_).value();
}

std::size_t KerasOrder::workspace_bytes() const noexcept {
    return tap_workspace_bytes(kSlabInputs, problem_.element_bytes());
}

void KerasOrder::pack(const KernelWeights& weights, std::int64_t part, std::byte* packed,
                      std::byte* workspace) const noexcept {
    const Slabs slabs(problem_);
    const std::int64_t input = part % slabs.inputs, rows = part / slabs.inputs;
    with_elements(problem_.dtype, [&]<class E>(E) {
        KerasPacker<E>(problem_, kernel_, weights, packed, workspace)
            .pack(rows / slabs.channels, rows % slabs.channels * kSlabChannels, input * kSlabInputs);
    });
}

}  // namespace convt::detail
