#pragma once

#include "gradients/phase_gather.hpp"

namespace convt::detail {

/// Estimated cycles of one core for gathering an image's phases: rows of planes are gathered element by
/// element, pixels in runs of their channels.
[[nodiscard]] inline double gather_cycles(const PhaseGather& gather, const ConvTransposeDesc& desc) noexcept {
    constexpr double kOfElement = 1, kOfRun = 8, kOfLine = 8;
    const auto pixels = static_cast<double>(product(gather.positions) * gather.groups);
    if (gather.planes) return kOfElement * pixels * static_cast<double>(gather.phase_channels());
    const double lines = static_cast<double>(gather.channels * stored_bytes(desc.dtype)) / 64;
    return pixels * static_cast<double>(product(gather.split.phases())) * (kOfRun + kOfLine * lines);
}

}  // namespace convt::detail
