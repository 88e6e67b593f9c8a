#pragma once

#include <cstdint>

#include "gradients/tap_split.hpp"
#include "packing/pack_part.hpp"

namespace convt::detail {

/// The weights of the transposed convolution that computes input gradients from phases of output gradients:
/// its taps are those of the split in reverse, its input channels [phase][output channel of a group], its
/// output channels the input channels.
class WeightOrder {
public:
    WeightOrder(const ConvTransposeDesc& desc, const TapSplit& split, KernelOrder order) noexcept;

    /// Whether strides alone make those weights of the caller's.
    [[nodiscard]] bool is_view() const noexcept;
    /// The caller's weights, where they are.
    [[nodiscard]] KernelWeights view(const void* kernel, std::int64_t element_bytes) const noexcept;

    /// Elements of a copy, which arrange() makes in so many parts.
    [[nodiscard]] std::int64_t elements() const noexcept;
    [[nodiscard]] std::int64_t parts() const noexcept;
    template <class T>
    void arrange(const T* kernel, T* copy, std::int64_t part) const noexcept;
    [[nodiscard]] KernelWeights arranged(const void* copy) const noexcept;
    /// Whether copies are in Keras's order of those weights.
    [[nodiscard]] bool arranges_as_keras() const noexcept { return order_ == KernelOrder::pytorch; }

private:
    template <class T>
    void arrange_tap(const T* kernel, T* copy, std::int64_t part) const noexcept;
    template <class T>
    void arrange_channel(const T* kernel, T* copy, std::int64_t channel) const noexcept;
    std::int64_t phase_channels() const noexcept { return product(split_.phases()) * out_; }

    GradientAxes axes_;
    TapSplit split_;
    KernelOrder order_;
    KernelStrides own_;  ///< of the caller's weights
    std::int64_t groups_;
    std::int64_t in_, out_;  ///< channels of a group, of the transposed convolution that has the gradients
};

}  // namespace convt::detail
