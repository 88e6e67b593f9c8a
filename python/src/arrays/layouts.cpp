#include "arrays/layouts.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "released_lock.hpp"

namespace convt::python {
namespace {

/// Kernels address one image with 32-bit element offsets.
constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

struct Axis {
    std::int64_t size;
    std::int64_t stride;
};

/// Dense where `order` lists the axes from the outermost to the innermost.
bool lies_in_order(const Array& array, const Axes& order) noexcept {
    std::int64_t step = 1;
    for (int i = array.axes - 1; i >= 0; --i) {
        const auto axis = static_cast<std::size_t>(order[static_cast<std::size_t>(i)]);
        if (array.shape[axis] != 1 && array.strides[axis] != step) return array.elements() == 0;
        step *= array.shape[axis];
    }
    return true;
}

std::size_t channels_axis(const Array& array, DataFormat format) noexcept {
    return format == DataFormat::channels_last ? static_cast<std::size_t>(array.axes - 1) : 1;
}

template <class Element>
void copy_axis(const Array& from, std::size_t axis, const Element* source, Element*& to) {
    const std::int64_t step = from.strides[axis];
    if (axis + 1 == static_cast<std::size_t>(from.axes)) {
        for (std::int64_t i = 0; i < from.shape[axis]; ++i) *to++ = source[i * step];
        return;
    }
    for (std::int64_t i = 0; i < from.shape[axis]; ++i) copy_axis(from, axis + 1, source + i * step, to);
}

template <class Element>
void copy_elements(const Array& from, void* to) {
    auto* next = static_cast<Element*>(to);
    copy_axis(from, 0, static_cast<const Element*>(from.data), next);
}

}  // namespace

bool is_dense(const Array& array) noexcept {
    return lies_in_order(array, {0, 1, 2, 3, 4});
}

bool is_servable(const Array& inputs, DataFormat format) noexcept {
    std::array<Axis, kMostAxes> axes{};
    std::size_t count = 0;
    for (int i = 1; i < inputs.axes; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (inputs.shape[at] != 1) axes[count++] = {inputs.shape[at], inputs.strides[at]};
    }
    std::sort(axes.begin(), axes.begin() + count,
              [](const Axis& a, const Axis& b) { return a.stride < b.stride; });
    std::int64_t extent = 1;
    for (std::size_t i = 0; i < count; ++i) {
        if (axes[i].stride < extent || axes[i].stride > kLargest) return false;
        if (axes[i].size - 1 > (kLargest - extent) / axes[i].stride) return false;
        extent += (axes[i].size - 1) * axes[i].stride;
    }
    if (inputs.shape[0] > 1 && inputs.strides[0] < extent) return false;
    const std::size_t channels = channels_axis(inputs, format);
    const std::size_t row =
        format == DataFormat::channels_last ? channels - 1 : static_cast<std::size_t>(inputs.axes - 1);
    const auto is_innermost = [&](std::size_t axis) {
        return inputs.shape[axis] == 1 || inputs.strides[axis] == 1;
    };
    return is_innermost(channels) || is_innermost(row);
}

ConvTransposeDesc::Strides strides_of(const Array& array, DataFormat format) noexcept {
    const std::size_t channels = channels_axis(array, format);
    ConvTransposeDesc::Strides strides;
    strides.batch = array.strides[0];
    strides.channels = array.strides[channels];
    std::size_t d = 0;
    for (std::size_t axis = 1; axis < static_cast<std::size_t>(array.axes); ++axis) {
        if (axis != channels) strides.spatial[d++] = array.strides[axis];
    }
    return strides;
}

KernelOrder settle_kernel(Array& kernel) {
    if (is_dense(kernel)) return KernelOrder::keras;
    // Keras's axes are (spatial..., out, in); PyTorch's order has (in, out, spatial...) from the outermost
    // on.
    Axes order{};
    const std::int64_t last = kernel.axes - 1;
    order[0] = last;
    order[1] = last - 1;
    for (std::int64_t d = 0; d + 1 < last; ++d) order[static_cast<std::size_t>(d + 2)] = d;
    if (lies_in_order(kernel, order)) return KernelOrder::pytorch;
    make_dense(kernel);
    return KernelOrder::keras;
}

void make_dense(Array& array) {
    if (is_dense(array)) return;
    LineMemory memory = allocated_lines(array.bytes(), "a copy of an array");
    {
        const ReleasedLock released;
        switch (bytes_of(array.dtype)) {
            case 8:
                copy_elements<std::uint64_t>(array, memory.get());
                break;
            case 4:
                copy_elements<std::uint32_t>(array, memory.get());
                break;
            default:
                copy_elements<std::uint16_t>(array, memory.get());
        }
    }
    array.copy = std::move(memory);
    array.data = array.copy.get();
    std::int64_t step = 1;
    for (int i = array.axes - 1; i >= 0; --i) {
        array.strides[static_cast<std::size_t>(i)] = step;
        step *= array.shape[static_cast<std::size_t>(i)];
    }
}

}  // namespace convt::python
