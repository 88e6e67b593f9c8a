#include "gradients/tap_split.hpp"

#include <algorithm>
#include <numeric>

#include "base/rounding.hpp"

namespace convt::detail {
namespace {

/// Outputs of one residue are those of every stride / gcd(stride, dilation)-th kernel position.
AxisTaps by_residues(const GradientAxis& a) noexcept {
    const std::int64_t common = std::gcd(a.stride, a.dilation);
    const std::int64_t residues = a.stride / common;
    if (a.kernel <= residues) return {a.kernel, 1, 1};
    return {residues, divide_up(a.kernel, residues), a.dilation / common};
}

}  // namespace

GradientAxes gradient_axes(const ConvTransposeDesc& desc) noexcept {
    GradientAxes axes;
    const std::size_t first = first_axis(desc.rank);
    for (std::size_t d = first; d < 3; ++d) {
        const std::size_t i = d - first;
        axes[d] = {desc.in_spatial[i], desc.out_spatial[i],   desc.kernel_size[i],
                   desc.strides[i],    desc.dilation_rate[i], desc.crop_left[i]};
    }
    return axes;
}

std::vector<TapSplit> tap_splits(const GradientAxes& axes) {
    /// Gathering more phases than this only takes memory.
    constexpr std::int64_t kMostPhases = 256;
    TapSplit split{{by_residues(axes[0]), by_residues(axes[1]), by_residues(axes[2])}};
    std::vector<TapSplit> splits{split};
    for (std::size_t d = 3; d-- > 0;) {
        if (split.axis[d].taps == 1) continue;
        split.axis[d] = {axes[d].kernel, 1, 1};
        if (product(split.phases()) > kMostPhases) break;
        splits.push_back(split);
    }
    return splits;
}

std::int64_t kernel_position(const GradientAxes& axes, const TapSplit& split, const Triple& phase,
                             const Triple& tap) noexcept {
    std::int64_t number = 0;
    for (std::size_t d = 0; d < 3; ++d) {
        const std::int64_t k = tap[d] * split.axis[d].phases + phase[d];
        if (k >= axes[d].kernel) return -1;
        number = number * axes[d].kernel + k;
    }
    return number;
}

}  // namespace convt::detail
