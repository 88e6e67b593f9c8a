#pragma once

#include "gradients/tap_split.hpp"

namespace convt::detail {

/// The positions that one product sums over: those of some images, or of some of one image's rows (planes in
/// 3-D, pixels in 1-D). Counted along all axes in turn, a tap's output gradients lie a fixed distance from
/// those of the first tap, as images have the borders that taps reach over.
struct Slab {
    std::int64_t images = 1;
    Triple inputs{1, 1, 1};     ///< of an image
    Triple positions{1, 1, 1};  ///< with borders
    std::int64_t length = 1;    ///< positions from the first that has an input to the last

    [[nodiscard]] std::int64_t all_positions() const noexcept { return images * product(positions); }
    /// Positions from the first tap's output gradients to those of another.
    [[nodiscard]] std::int64_t offset(const TapSplit& split, const Triple& tap) const noexcept {
        return ((tap[0] * split.axis[0].step * positions[1]) + tap[1] * split.axis[1].step) * positions[2] +
               tap[2] * split.axis[2].step;
    }
};

struct SlabLimits {
    std::int64_t position_bytes;  ///< that operands take at each position
    bool planes;  ///< of the inputs: those of an image need no copy where they have no borders
};

/// A slab whose operands take some MiB.
[[nodiscard]] Slab make_slab(const GradientAxes& axes, const TapSplit& split, int rank, std::int64_t batch,
                             const SlabLimits& limits) noexcept;

/// Where slab `number` begins: an image, and an input along the outermost axis, which slabs cut.
struct SlabBegin {
    std::int64_t image, input;
};
[[nodiscard]] SlabBegin slab_begin(const Slab& slab, const GradientAxes& axes, int rank,
                                   std::int64_t number) noexcept;
[[nodiscard]] std::int64_t slab_count(const Slab& slab, const GradientAxes& axes, int rank,
                                      std::int64_t batch) noexcept;

}  // namespace convt::detail
