#include "strategies/scatter/scatter_place.hpp"

#include <algorithm>

#include "base/rounding.hpp"

namespace convt::detail {
namespace {

/// a / b rounded up, also for negative a; 1 <= b.
std::int64_t ceiling(std::int64_t a, std::int64_t b) noexcept {
    return a <= 0 ? -(-a / b) : divide_up(a, b);
}

std::int32_t within(std::int64_t value, std::int32_t in) noexcept {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, 0, in));
}

}  // namespace

Range inputs_of_tap(const Axis& axis, std::int32_t tap, Range outputs) noexcept {
    const std::int64_t shift = axis.crop_left - std::int64_t{tap} * axis.dilation;
    return {within(ceiling(outputs.begin + shift, axis.stride), axis.in),
            within(ceiling(outputs.end + shift, axis.stride), axis.in)};
}

ScatterPlace scatter_place(const ScatterPlan& plan, std::int64_t task) noexcept {
    const Problem& p = plan.problem();
    const ScatterSplit& s = plan.cut();
    ScatterPlace place{};
    for (std::size_t d = 0; d < 3; ++d) {
        const Axis& axis = p.axis[d];
        const std::int64_t begin = task % s.blocks_along[d] * s.block[d] * axis.stride;
        task /= s.blocks_along[d];
        const std::int64_t end = begin + std::int64_t{s.block[d]} * axis.stride;
        place.outputs[d] = {within(begin, axis.out), within(end, axis.out)};
        // The last tap reaches the first of them from furthest back, the first tap the last from furthest on.
        place.inputs[d] = {inputs_of_tap(axis, axis.kernel - 1, place.outputs[d]).begin,
                           inputs_of_tap(axis, 0, place.outputs[d]).end};
    }
    place.group = static_cast<std::int32_t>(task % p.groups);
    task /= p.groups;
    place.image = task % s.image_parts * s.images;
    place.images = static_cast<std::int32_t>(std::min<std::int64_t>(s.images, p.batch - place.image));
    place.first_block = static_cast<std::int32_t>(task / s.image_parts) * s.chunk_blocks;
    place.blocks = std::min(s.chunk_blocks, s.blocks - place.first_block);
    return place;
}

}  // namespace convt::detail
