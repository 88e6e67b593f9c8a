#include "gradients/kernel/slabs.hpp"

#include <algorithm>

#include "base/rounding.hpp"

namespace convt::detail {
namespace {

/// What a slab's operands should take together; and the fewest and most positions, whatever that is: each
/// slab's sums are added to those before, and a sum of many products is less exact.
constexpr std::int64_t kSlabBytes = 4 << 20;
constexpr std::int64_t kFewestPositions = 2048, kMostPositions = 8192;
/// Of an image whose planes need no copy.
constexpr std::int64_t kEnoughPositions = 1024;

/// Parts of at most so many, each as large as the others.
std::int64_t even_part(std::int64_t all, std::int64_t most) noexcept {
    return divide_up(all, divide_up(all, std::max<std::int64_t>(most, 1)));
}

std::int64_t cuts(const Slab& slab, const GradientAxes& axes, int rank) noexcept {
    return divide_up(axes[first_axis(rank)].in, slab.inputs[first_axis(rank)]);
}

}  // namespace

Slab make_slab(const GradientAxes& axes, const TapSplit& split, int rank, std::int64_t batch,
               const SlabLimits& limits) noexcept {
    const std::int64_t wanted = std::clamp(kSlabBytes / std::max<std::int64_t>(limits.position_bytes, 1),
                                           kFewestPositions, kMostPositions);
    const std::size_t cut = first_axis(rank);
    Slab slab;
    slab.inputs = {axes[0].in, axes[1].in, axes[2].in};
    slab.positions = split.positions(slab.inputs);
    const std::int64_t image = product(slab.positions);
    if (image <= wanted) {
        const bool alone = limits.planes && slab.inputs == slab.positions && image >= kEnoughPositions;
        slab.images = alone ? 1 : even_part(batch, wanted / image);
    } else {
        const std::int64_t row = image / slab.positions[cut];
        slab.inputs[cut] = even_part(axes[cut].in, wanted / row);
        slab.positions = split.positions(slab.inputs);
    }
    const Triple taps = split.taps();
    slab.length = slab.all_positions() - slab.offset(split, {taps[0] - 1, taps[1] - 1, taps[2] - 1});
    return slab;
}

SlabBegin slab_begin(const Slab& slab, const GradientAxes& axes, int rank, std::int64_t number) noexcept {
    const std::int64_t parts = cuts(slab, axes, rank);
    return {number / parts * slab.images, number % parts * slab.inputs[first_axis(rank)]};
}

std::int64_t slab_count(const Slab& slab, const GradientAxes& axes, int rank, std::int64_t batch) noexcept {
    return divide_up(batch, slab.images) * cuts(slab, axes, rank);
}

}  // namespace convt::detail
