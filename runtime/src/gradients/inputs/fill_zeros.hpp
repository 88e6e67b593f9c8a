#pragma once

#include <algorithm>

#include "base/unaligned.hpp"
#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {

/// Writes zeros to every element of a tensor, and to nothing between them.
template <class T>
void fill_zeros(T* tensor, std::int64_t batch, std::int64_t channels, const Triple& sizes,
                const GradientStrides& strides) noexcept {
    for (std::int64_t n = 0; n < batch; ++n) {
        for (std::int64_t p = 0; p < product(sizes); ++p) {
            const Triple at = indices(p, sizes);
            T* pixel = tensor + n * strides.batch;
            for (std::size_t d = 0; d < 3; ++d) pixel += at[d] * strides.spatial[d];
            for (std::int64_t c = 0; c < channels; ++c) store(T{}, pixel + c * strides.channels);
        }
    }
}

}  // namespace convt::detail
