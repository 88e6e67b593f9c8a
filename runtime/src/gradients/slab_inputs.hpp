#pragma once

#include "gradients/phase_gather.hpp"
#include "gradients/slabs.hpp"
#include "packing/pack_part.hpp"

namespace convt::detail {

/// The inputs of a slab, in the order of the inputs themselves: by position, or by channel. Zeros lie at
/// positions of borders.
struct SlabInputs {
    const Slab& slab;
    GradientStrides from;
    std::int64_t channels;
    bool planes;  ///< the inputs' rows are dense; else their channels

    [[nodiscard]] std::int64_t rows() const noexcept {
        return slab.images * slab.positions[0] * slab.positions[1];
    }
    /// Elements from a position to the next and from a channel to the next.
    [[nodiscard]] std::int64_t position_stride() const noexcept { return planes ? 1 : channels; }
    [[nodiscard]] std::int64_t channel_stride() const noexcept { return planes ? slab.length : 1; }

    /// The inputs from element `first` on, as weights of a plan whose input channels are positions.
    [[nodiscard]] KernelWeights as_weights(const void* first) const noexcept {
        KernelStrides strides{};
        strides.in_channel = position_stride();
        strides.out_channel = channel_stride();
        return {first, strides};
    }
};

/// Copies row `row` of the slab's positions.
///
/// @param first  of the slab's inputs; null where the row's image is none
/// @param inputs of each axis that the slab has here; at most Slab::inputs
template <class T>
void copy_slab_row(const SlabInputs& layout, const T* first, const Triple& inputs, std::int64_t row,
                   T* to) noexcept;

}  // namespace convt::detail
