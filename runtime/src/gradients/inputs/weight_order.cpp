#include "gradients/inputs/weight_order.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/elements.hpp"
#include "base/unaligned.hpp"

namespace convt::detail {
namespace {

/// A tap's number of [z][y][x], counted from the last.
std::int64_t reversed(const Triple& tap, const Triple& taps) noexcept {
    std::int64_t number = 0;
    for (std::size_t d = 0; d < 3; ++d) number = number * taps[d] + taps[d] - 1 - tap[d];
    return number;
}

}  // namespace

WeightOrder::WeightOrder(const ConvTransposeDesc& desc, const TapSplit& split, KernelOrder order) noexcept
    : axes_(gradient_axes(desc)),
      split_(split),
      order_(order),
      own_(kernel_strides(desc, order)),
      groups_(desc.groups),
      in_(desc.in_channels / desc.groups),
      out_(desc.out_channels / desc.groups) {}

bool WeightOrder::is_view() const noexcept {
    // Phases and output channels are one axis in Keras's order alone, and in whole.
    const bool one_axis = order_ == KernelOrder::keras && groups_ == 1;
    return product(split_.phases()) == 1 || (one_axis && product(split_.taps()) == 1);
}

KernelWeights WeightOrder::view(const void* kernel, std::int64_t element_bytes) const noexcept {
    KernelStrides strides = own_;
    std::swap(strides.in_channel, strides.out_channel);
    std::int64_t last = 0;
    for (std::size_t d = 0; d < 3; ++d) {
        last += (split_.axis[2 - d].taps - 1) * own_.tap[d];
        strides.tap[d] = -own_.tap[d];
    }
    return {static_cast<const std::byte*>(kernel) + last * element_bytes, strides};
}

std::int64_t WeightOrder::elements() const noexcept {
    return groups_ * product(split_.taps()) * phase_channels() * in_;
}

std::int64_t WeightOrder::parts() const noexcept {
    if (order_ == KernelOrder::pytorch) return groups_ * in_;
    return product(split_.taps()) * product(split_.phases());
}

/// Keras's order has the weights of a tap together: [tap][phase][output channel][input channel] of each
/// group.
template <class T>
void WeightOrder::arrange_tap(const T* kernel, T* copy, std::int64_t part) const noexcept {
    const Triple phases = split_.phases(), taps = split_.taps();
    const std::int64_t all = product(phases), block = in_ * out_;
    const Triple tap = indices(part / all, taps);
    const std::int64_t k = kernel_position(axes_, split_, indices(part % all, phases), tap);
    T* to = copy + (reversed(tap, taps) * all + part % all) * block;
    for (std::int64_t g = 0; g < groups_; ++g, to += product(taps) * all * block) {
        if (k < 0) {
            std::fill_n(to, block, T{});
        } else {
            std::memcpy(to, kernel + (k * groups_ + g) * block, static_cast<std::size_t>(block) * sizeof(T));
        }
    }
}

/// PyTorch's order has those of an input channel together: [tap][input channel][phase][output channel].
template <class T>
void WeightOrder::arrange_channel(const T* kernel, T* copy, std::int64_t channel) const noexcept {
    const Triple phases = split_.phases(), taps = split_.taps();
    const std::int64_t all = product(phases);
    const std::int64_t size = axes_[0].kernel * axes_[1].kernel * axes_[2].kernel;
    for (std::int64_t t = 0; t < product(taps); ++t) {
        const Triple tap = indices(t, taps);
        T* row = copy + (reversed(tap, taps) * groups_ * in_ + channel) * phase_channels();
        for (std::int64_t p = 0; p < all; ++p, row += out_) {
            const std::int64_t k = kernel_position(axes_, split_, indices(p, phases), tap);
            if (k < 0) {
                std::fill_n(row, out_, T{});
                continue;
            }
            const T* from = kernel + channel * out_ * size + k;
            for (std::int64_t c = 0; c < out_; ++c) row[c] = load(from + c * size);
        }
    }
}

template <class T>
void WeightOrder::arrange(const T* kernel, T* copy, std::int64_t part) const noexcept {
    if (order_ == KernelOrder::pytorch) {
        arrange_channel(kernel, copy, part);
    } else {
        arrange_tap(kernel, copy, part);
    }
}

KernelWeights WeightOrder::arranged(const void* copy) const noexcept {
    const bool as_keras = arranges_as_keras();
    const std::int64_t pixel = as_keras ? groups_ * in_ * phase_channels() : phase_channels() * in_;
    KernelStrides strides{};
    std::int64_t step = pixel;
    for (std::size_t d = 0; d < 3; ++d) {
        strides.tap[d] = step;
        step *= split_.axis[2 - d].taps;
    }
    strides.in_channel = as_keras ? 1 : in_;
    strides.out_channel = as_keras ? phase_channels() : 1;
    strides.group = as_keras ? in_ * phase_channels() : step;
    return {copy, strides};
}

template void WeightOrder::arrange(const float*, float*, std::int64_t) const noexcept;
template void WeightOrder::arrange(const double*, double*, std::int64_t) const noexcept;
template void WeightOrder::arrange(const Half*, Half*, std::int64_t) const noexcept;

}  // namespace convt::detail
