#pragma once

#include "gradients/gather/phase_gather.hpp"
#include "gradients/kernel/slabs.hpp"
#include "packing/pack_part.hpp"

namespace convt::detail {

/// A copy of a slab's inputs, in the order of the inputs themselves: by position, or by channel. Zeros lie at
/// positions of borders.
struct SlabInputs {
    const Slab& slab;
    GradientStrides from;
    std::int64_t channels;
    bool planes;  ///< the inputs' rows are dense; else their channels

    /// Whether all positions of a slab lie at one distance from each other where the inputs are: no copy is
    /// needed then, as long as the slab is full.
    [[nodiscard]] bool are_in_line() const noexcept;

    /// Inputs as weights of a plan whose input channels are positions: where they are, or a copy.
    [[nodiscard]] KernelWeights as_weights(const void* first, bool is_copy) const noexcept;

    /// A copy falls into so many parts.
    [[nodiscard]] std::int64_t parts() const noexcept {
        return planes ? channels : slab.images * slab.positions[0] * slab.positions[1];
    }
};

/// The inputs that a slab has here: of some images, from the first on.
template <class T>
struct SlabSource {
    const T* images;
    std::int64_t count;
    Triple inputs;  ///< of an image; at most Slab::inputs
};

template <class T>
void copy_slab_part(const SlabInputs& layout, const SlabSource<T>& source, std::int64_t part, T* to) noexcept;

}  // namespace convt::detail
