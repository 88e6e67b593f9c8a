#pragma once

#include "convt/plan.hpp"

namespace convt::detail {

/// What a tier's cores do per cycle. The cost models' data (docs/selection.md).
struct TierCosts {
    double lanes;          ///< floats per register
    double fmas;           ///< vector multiply-adds per cycle
    double loads;          ///< vector or broadcast loads per cycle
    double move_element;   ///< cycles to copy one element between cached blocks
    double turn_element;   ///< cycles to transpose one element between cached blocks
    double store_strided;  ///< cycles to store one element of a planar tile
};

constexpr TierCosts costs_of(Isa isa) noexcept {
    switch (isa) {
        case Isa::avx512:
            return {16, 2.0, 2.0, 0.10, 0.45, 1.5};
        case Isa::avx2:
            return {8, 2.0, 2.0, 0.15, 0.50, 1.5};
        case Isa::neon:
            return {4, 2.0, 2.0, 0.30, 0.80, 1.5};
        default:
            return {4, 1.3, 2.0, 0.30, 0.80, 1.5};
    }
}

/// What one core gets from L3 while it computes.
inline constexpr double kWeightBytesPerCycle = 8;
/// Filling the pipeline of a register tile and leaving its loops.
inline constexpr double kTileCycles = 30;

}  // namespace convt::detail
