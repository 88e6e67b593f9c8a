#include "gradients/slab_inputs.hpp"

#include <algorithm>
#include <cstring>

#include "base/elements.hpp"
#include "blocks/copy_pixels.hpp"

namespace convt::detail {

template <class T>
void copy_slab_row(const SlabInputs& layout, const T* first, const Triple& inputs, std::int64_t row,
                   T* to) noexcept {
    const Triple& positions = layout.slab.positions;
    const std::int64_t y = row % positions[1], z = row / positions[1] % positions[0];
    const std::int64_t begin = row * positions[2];
    const std::int64_t all = std::clamp<std::int64_t>(layout.slab.length - begin, 0, positions[2]);
    const bool there = first != nullptr && z < inputs[0] && y < inputs[1];
    const std::int64_t count = there ? std::min(inputs[2], all) : 0;
    const T* from =
        there ? first + z * layout.from.spatial[0] + y * layout.from.spatial[1] : nullptr;
    if (!layout.planes) {
        T* pixels = to + begin * layout.channels;
        if (count > 0) {
            copy_pixels(from, layout.from.spatial[2], pixels, layout.channels,
                        static_cast<std::int32_t>(layout.channels), static_cast<std::int32_t>(count));
        }
        std::fill_n(pixels + count * layout.channels, (all - count) * layout.channels, T{});
        return;
    }
    for (std::int64_t c = 0; c < layout.channels; ++c) {
        T* plane = to + c * layout.slab.length + begin;
        if (count > 0) {
            std::memcpy(plane, from + c * layout.from.channels, static_cast<std::size_t>(count) * sizeof(T));
        }
        std::fill_n(plane + count, all - count, T{});
    }
}

template void copy_slab_row(const SlabInputs&, const float*, const Triple&, std::int64_t, float*) noexcept;
template void copy_slab_row(const SlabInputs&, const double*, const Triple&, std::int64_t, double*) noexcept;
template void copy_slab_row(const SlabInputs&, const Half*, const Triple&, std::int64_t, Half*) noexcept;

}  // namespace convt::detail
