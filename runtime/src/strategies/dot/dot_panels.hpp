#pragma once

#include <cstddef>
#include <cstdint>

#include "packing/pack_part.hpp"
#include "planning/requantization.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// Packed weights of a dot kernel:
///
///     factors of all channels
///     sums of weights over input channels, int32   [group][tap][channel of all blocks]
///     weights, int8                                [group][block][tap][step][lane][term]
///
/// Channels and terms beyond those of the problem are zeros. A part is a channel block.
class DotPanels {
public:
    DotPanels(const Problem& problem, std::int32_t channel_block, std::int32_t terms) noexcept;

    [[nodiscard]] std::int64_t bytes() const noexcept;
    [[nodiscard]] std::int64_t parts() const noexcept { return groups_ * blocks_; }
    [[nodiscard]] const PackedFactors& factors() const noexcept { return factors_; }
    /// Bytes of a tap, and of a block of channels.
    [[nodiscard]] std::int64_t tap_stride() const noexcept { return std::int64_t{steps_} * width_ * terms_; }
    [[nodiscard]] std::int64_t block_stride() const noexcept { return taps_ * tap_stride(); }
    [[nodiscard]] const std::int8_t* weights(const std::byte* packed, std::int64_t group,
                                             std::int64_t block) const noexcept {
        return reinterpret_cast<const std::int8_t*>(packed + weights_at()) +
               (group * blocks_ + block) * block_stride();
    }
    /// Of a group's tap, from channel 0 on.
    [[nodiscard]] const std::int32_t* sums(const std::byte* packed, std::int64_t group,
                                           std::int64_t tap) const noexcept {
        return reinterpret_cast<const std::int32_t*>(packed + factors_.bytes()) +
               (group * taps_ + tap) * blocks_ * width_;
    }

    void pack(const Problem& problem, const Requantization& how, const KernelWeights& weights,
              std::int64_t part, std::byte* to) const noexcept;

private:
    [[nodiscard]] std::int64_t weights_at() const noexcept;

    PackedFactors factors_;
    std::int64_t groups_, taps_, blocks_;
    std::int32_t width_, terms_, steps_;
};

}  // namespace convt::detail
