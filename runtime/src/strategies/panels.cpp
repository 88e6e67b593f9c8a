#include "strategies/panels.hpp"

#include <algorithm>

#include "base/rounding.hpp"
#include "base/unaligned.hpp"
#include "planning/pack_hash.hpp"

namespace convt::detail {
namespace {

template <class E>
class Packer {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;

public:
    Packer(const Problem& problem, std::int32_t block, const Weights& weights) noexcept
        : problem_(problem),
          block_(block),
          strides_(weights.strides),
          kernel_(static_cast<const Stored*>(weights.kernel)) {}

    void pack(Summed* packed) const noexcept {
        const std::int32_t channels = problem_.out_channels;
        for (std::int32_t g = 0; g < problem_.groups; ++g) {
            for (std::int32_t first = 0; first < channels; first += block_) {
                packed = pack_block(g, std::min(first, channels - block_), packed);
            }
        }
    }

private:
    Summed* pack_block(std::int32_t group, std::int32_t first_channel, Summed* packed) const noexcept {
        for (std::int64_t z = 0; z < problem_.axis[2].kernel; ++z) {
            for (std::int64_t y = 0; y < problem_.axis[1].kernel; ++y) {
                for (std::int64_t x = 0; x < problem_.axis[0].kernel; ++x) {
                    const std::int64_t tap = z * strides_.tap[2] + y * strides_.tap[1] +
                                             x * problem_.fold * strides_.tap[0] + group * strides_.group;
                    packed = pack_tap(tap, first_channel, packed);
                }
            }
        }
        return packed;
    }

    Summed* pack_tap(std::int64_t tap, std::int32_t first_channel, Summed* packed) const noexcept {
        for (std::int32_t lane = 0; lane < block_; ++lane) {
            const Stored* from = kernel_ + tap + channel_offset(first_channel + lane);
            for (std::int64_t ci = 0; ci < problem_.in_channels; ++ci) {
                packed[ci * block_ + lane] = load(from + ci * strides_.in_channel);
            }
        }
        return packed + std::int64_t{problem_.in_channels} * block_;
    }

    /// A folded channel is a tap of the x axis and a channel; a depthwise channel is a group.
    std::int64_t channel_offset(std::int32_t channel) const noexcept {
        if (problem_.depthwise) return channel * strides_.group;
        return problem_.fold_phase(channel) * strides_.tap[0] +
               problem_.unfolded(channel) * strides_.out_channel;
    }

    const Problem& problem_;
    std::int32_t block_;
    KernelStrides strides_;
    const Stored* kernel_;
};

}  // namespace

std::int64_t Panels::group_stride() const noexcept {
    return divide_up(problem_.out_channels, block_) * block_stride();
}

std::uint64_t Panels::id(const KernelInfo& kernel) const noexcept {
    PackHash hash(problem_, kernel);
    hash.add(problem_.fold, problem_.phases_inner, problem_.depthwise);
    return hash.value();
}

void Panels::pack(const Weights& weights, std::byte* packed) const noexcept {
    with_elements(problem_.dtype, [&]<class E>(E) {
        Packer<E>(problem_, block_, weights).pack(reinterpret_cast<typename E::Summed*>(packed));
    });
}

}  // namespace convt::detail
