#include "gradients/kernel/slab_inputs.hpp"

#include <algorithm>
#include <cstring>

#include "base/elements.hpp"
#include "blocks/copy_pixels.hpp"

namespace convt::detail {
namespace {

/// A row of a slab's positions: where it begins among them, how many there are, and how many have an input.
struct SlabRow {
    std::int64_t begin, positions, inputs;
    std::int64_t offset;  ///< elements from the first input of all images
};

template <class T>
SlabRow slab_row(const SlabInputs& layout, const SlabSource<T>& source, std::int64_t row) noexcept {
    const Triple& positions = layout.slab.positions;
    const std::int64_t y = row % positions[1], z = row / positions[1] % positions[0];
    const std::int64_t image = row / (positions[0] * positions[1]);
    const std::int64_t begin = row * positions[2];
    const std::int64_t all = std::clamp<std::int64_t>(layout.slab.length - begin, 0, positions[2]);
    const bool there = image < source.count && z < source.inputs[0] && y < source.inputs[1];
    return {begin, all, there ? std::min(source.inputs[2], all) : 0,
            image * layout.from.batch + z * layout.from.spatial[0] + y * layout.from.spatial[1]};
}

}  // namespace

bool SlabInputs::are_in_line() const noexcept {
    // Several images of planes have their channels between them.
    if (slab.inputs != slab.positions || (planes && slab.images > 1)) return false;
    const bool rows =
        slab.inputs[1] * slab.inputs[0] == 1 || from.spatial[1] == slab.inputs[2] * from.spatial[2];
    const bool planes_follow =
        slab.inputs[0] == 1 || from.spatial[0] == slab.inputs[1] * slab.inputs[2] * from.spatial[2];
    const bool images_follow = slab.images == 1 || from.batch == product(slab.inputs) * from.spatial[2];
    return rows && planes_follow && images_follow;
}

KernelWeights SlabInputs::as_weights(const void* first, bool is_copy) const noexcept {
    KernelStrides strides{};
    strides.in_channel = planes ? 1 : (is_copy ? channels : from.spatial[2]);
    strides.out_channel = planes ? (is_copy ? slab.length : from.channels) : 1;
    return {first, strides};
}

template <class T>
void copy_slab_part(const SlabInputs& layout, const SlabSource<T>& source, std::int64_t part,
                    T* to) noexcept {
    if (!layout.planes) {
        const SlabRow row = slab_row(layout, source, part);
        T* pixels = to + row.begin * layout.channels;
        if (row.inputs > 0) {
            copy_pixels(source.images + row.offset, layout.from.spatial[2], pixels, layout.channels,
                        static_cast<std::int32_t>(layout.channels), static_cast<std::int32_t>(row.inputs));
        }
        std::fill_n(pixels + row.inputs * layout.channels, (row.positions - row.inputs) * layout.channels,
                    T{});
        return;
    }
    const std::int64_t rows = layout.slab.images * layout.slab.positions[0] * layout.slab.positions[1];
    for (std::int64_t r = 0; r < rows; ++r) {
        const SlabRow row = slab_row(layout, source, r);
        T* plane = to + part * layout.slab.length + row.begin;
        if (row.inputs > 0) {
            std::memcpy(plane, source.images + row.offset + part * layout.from.channels,
                        static_cast<std::size_t>(row.inputs) * sizeof(T));
        }
        std::fill_n(plane + row.inputs, row.positions - row.inputs, T{});
    }
}

template void copy_slab_part(const SlabInputs&, const SlabSource<float>&, std::int64_t, float*) noexcept;
template void copy_slab_part(const SlabInputs&, const SlabSource<double>&, std::int64_t, double*) noexcept;
template void copy_slab_part(const SlabInputs&, const SlabSource<Half>&, std::int64_t, Half*) noexcept;

}  // namespace convt::detail
