#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "base/rounding.hpp"
#include "gradients/tap_split.hpp"
#include "planning/registry.hpp"
#include "problem/layout.hpp"

namespace convt::detail {

/// Strides of a tensor with axes z, y, x, in elements.
struct GradientStrides {
    std::int64_t batch = 0;
    std::int64_t channels = 1;
    Triple spatial{};
};
[[nodiscard]] GradientStrides gradient_strides(const TensorStrides& strides, int rank) noexcept;

/// Positions of a row, half open.
struct PositionSpan {
    std::int64_t begin, end;
};

/// Output gradients by phases, whose channels are those of [group][phase z][phase y][phase x][channel].
struct PhaseGather {
    GradientAxes axes;
    TapSplit split;
    std::int64_t groups = 1;
    std::int64_t channels = 1;  ///< of a group
    GradientStrides from;
    Triple positions{};  ///< of a phase
    GradientStrides to;
    bool from_planes = false;  ///< rows of the output gradients are dense; else pixels are
    bool planes = false;       ///< the same of what is gathered; true where from_planes is

    [[nodiscard]] std::int64_t rows() const noexcept { return positions[0] * positions[1]; }
    /// Of a group.
    [[nodiscard]] std::int64_t phase_channels() const noexcept { return product(split.phases()) * channels; }

    /// Along one axis, the output of a phase that input `input` reaches; there may be none.
    [[nodiscard]] std::int64_t output_of(std::size_t axis, std::int64_t input,
                                         std::int64_t phase) const noexcept {
        const GradientAxis& a = axes[axis];
        return input * a.stride + phase * a.dilation - a.crop;
    }
    /// Elements to a row of outputs of phases z and y from an image's first; -1 where there is none.
    [[nodiscard]] std::int64_t row_of(const Triple& input, const Triple& phase) const noexcept;
    /// Positions of a row from input `first` on at which there are outputs of both phases along x.
    [[nodiscard]] PositionSpan reached(std::int64_t first, std::int64_t low,
                                       std::int64_t high) const noexcept;
};

/// What is gathered: some images' output gradients, for positions that begin at an input.
template <class T>
struct GatherSource {
    const T* images;
    std::int64_t count;  ///< of images; what is gathered of others is zeros
    Triple first{0, 0, 0};
    const BlockFunctions* functions = nullptr;  ///< where pixels are gathered as planes
};

/// Channels that are transposed together.
inline constexpr std::int64_t kTransposedChannels = 64;

/// Gathering `images` images falls into so many parts.
[[nodiscard]] inline std::int64_t gather_parts(const PhaseGather& gather, std::int64_t images) noexcept {
    if (!gather.planes) return images * gather.rows();
    return gather.groups *
           (gather.from_planes ? gather.channels : divide_up(gather.channels, kTransposedChannels));
}

/// Gathers all phases of a row of pixels.
template <class T>
void gather_pixels(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t row,
                   T* to) noexcept;

/// Gathers all phases of a channel of all images.
template <class T>
void gather_channel(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t images,
                    std::int64_t channel, T* to) noexcept;

/// Gathers all phases of some channels of all images, from pixels to planes; float and double alone.
template <class T>
void gather_transposed(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t images,
                       std::int64_t part, T* to) noexcept;
/// Whether rows and channels are long enough for that to be fast.
[[nodiscard]] bool transposes_well(const PhaseGather& gather) noexcept;

/// Gathers one part; zeros where there are no outputs.
template <class T>
void gather_part(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t images,
                 std::int64_t part, T* to) noexcept {
    if (!gather.planes) return gather_pixels(gather, source, part, to);
    if (gather.from_planes) return gather_channel(gather, source, images, part, to);
    if constexpr (std::is_floating_point_v<T>) gather_transposed(gather, source, images, part, to);
}

}  // namespace convt::detail
