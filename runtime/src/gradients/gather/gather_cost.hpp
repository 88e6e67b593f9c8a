#pragma once

#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {

/// Estimated cycles of one core for gathering an image's phases: planes row by row, pixels in runs of their
/// channels.
[[nodiscard]] inline double gather_cycles(const PhaseGather& gather, const ConvTransposeDesc& desc) noexcept {
    constexpr double kOfElement = 1.5, kOfRow = 20, kOfRun = 8, kOfLine = 8;
    const auto phases = static_cast<double>(product(gather.split.phases()) * gather.groups);
    const auto channels = static_cast<double>(gather.channels);
    if (gather.from_planes) {
        const double row = kOfRow + kOfElement * static_cast<double>(gather.positions[2]);
        return phases * channels * static_cast<double>(gather.rows()) * row;
    }
    const double lines = channels * static_cast<double>(stored_bytes(desc.dtype)) / 64;
    return phases * static_cast<double>(product(gather.positions)) * (kOfRun + kOfLine * lines);
}

}  // namespace convt::detail
