#include "strategies/dot/dot_panels.hpp"

#include <algorithm>
#include <cstring>

#include "base/rounding.hpp"

namespace convt::detail {

DotPanels::DotPanels(const Problem& problem, std::int32_t channel_block, std::int32_t terms) noexcept
    : factors_(std::int64_t{problem.groups} * problem.out_channels),
      groups_(problem.groups),
      taps_(problem.taps()),
      blocks_(divide_up(problem.out_channels, channel_block)),
      width_(channel_block),
      terms_(terms),
      steps_(divide_up_32(problem.in_channels, terms)) {}

std::int64_t DotPanels::weights_at() const noexcept {
    return factors_.bytes() +
           static_cast<std::int64_t>(element_lines(groups_ * taps_ * blocks_ * width_, sizeof(std::int32_t)));
}

std::int64_t DotPanels::bytes() const noexcept {
    return weights_at() + groups_ * blocks_ * block_stride();
}

void DotPanels::pack(const Problem& problem, const Requantization& how, const KernelWeights& weights,
                     std::int64_t part, std::byte* to) const noexcept {
    const std::int64_t group = part / blocks_, block = part % blocks_;
    const std::int64_t first = block * width_;
    const std::int64_t lanes = std::min<std::int64_t>(width_, problem.out_channels - first);
    const std::int64_t channel = group * problem.out_channels + first;
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
        factors_.set(to, channel + lane, factors_of(how, weights.scale_of(channel + lane)));
    }
    const KernelStrides& strides = weights.strides;
    const auto* from =
        static_cast<const std::int8_t*>(weights.kernel) + group * strides.group + first * strides.out_channel;
    auto* const panel = const_cast<std::int8_t*>(this->weights(to, group, block));
    for (std::int64_t tap = 0; tap < taps_; ++tap) {
        auto* const of_tap = panel + tap * tap_stride();
        auto* const sums = const_cast<std::int32_t*>(this->sums(to, group, tap)) + first;
        std::memset(of_tap, 0, static_cast<std::size_t>(tap_stride()));
        std::fill_n(sums, width_, 0);
        const std::int64_t offset = tap_offset(problem, strides, tap);
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
            const std::int8_t* row = from + offset + lane * strides.out_channel;
            for (std::int32_t ci = 0; ci < problem.in_channels; ++ci) {
                const std::int8_t weight = row[ci * strides.in_channel];
                of_tap[(std::int64_t{ci / terms_} * width_ + lane) * terms_ + ci % terms_] = weight;
                sums[lane] += weight;
            }
        }
    }
    if (part + 1 < parts()) return;
    std::byte* const end = to + factors_.bytes() + groups_ * taps_ * blocks_ * width_ * 4;
    std::fill(end, to + weights_at(), std::byte{0});
}

}  // namespace convt::detail
