#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {

GradientStrides gradient_strides(const TensorStrides& strides, int rank) noexcept {
    GradientStrides of{strides.batch, strides.channels, {}};
    const std::size_t first = first_axis(rank);
    for (std::size_t d = first; d < 3; ++d) of.spatial[d] = strides.spatial[d - first];
    return of;
}

std::int64_t PhaseGather::row_of(const Triple& input, const Triple& phase) const noexcept {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < 2; ++d) {
        const std::int64_t o = output_of(d, input[d], phase[d]);
        if (o < 0 || o >= axes[d].out) return -1;
        offset += o * from.spatial[d];
    }
    return offset;
}

PositionSpan PhaseGather::reached(std::int64_t first, std::int64_t low, std::int64_t high) const noexcept {
    const std::int64_t before = std::max<std::int64_t>(-output_of(2, first, low), 0);
    const std::int64_t begin = std::min(divide_up(before, axes[2].stride), positions[2]);
    const std::int64_t room = std::max<std::int64_t>(axes[2].out - output_of(2, first, high), 0);
    return {begin, std::max(begin, std::min(divide_up(room, axes[2].stride), positions[2]))};
}

}  // namespace convt::detail
