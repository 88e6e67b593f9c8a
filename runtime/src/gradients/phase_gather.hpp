#pragma once

#include <cstdint>

#include "gradients/tap_split.hpp"
#include "problem/layout.hpp"

namespace convt::detail {

/// Strides of a tensor with axes z, y, x, in elements.
struct GradientStrides {
    std::int64_t batch = 0;
    std::int64_t channels = 1;
    Triple spatial{};
};
[[nodiscard]] GradientStrides gradient_strides(const TensorStrides& strides, int rank) noexcept;

/// Output gradients by phases, whose channels are those of [group][phase z][phase y][phase x][channel].
struct PhaseGather {
    GradientAxes axes;
    TapSplit split;
    std::int64_t groups = 1;
    std::int64_t channels = 1;  ///< of a group
    GradientStrides from;
    Triple positions{};  ///< of a phase
    GradientStrides to;
    bool planes = false;  ///< rows are dense on both sides; else pixels are

    [[nodiscard]] std::int64_t rows() const noexcept { return positions[0] * positions[1]; }
    /// Of a group.
    [[nodiscard]] std::int64_t phase_channels() const noexcept { return product(split.phases()) * channels; }
};

/// Gathers row `row` of all phases of an image; zeros where there are no outputs.
///
/// @param image of the output gradients; null for zeros alone
/// @param first the input that position 0 is of
template <class T>
void gather_row(const PhaseGather& gather, const T* image, const Triple& first, std::int64_t row,
                T* to) noexcept;

}  // namespace convt::detail
