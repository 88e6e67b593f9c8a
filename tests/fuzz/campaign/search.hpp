#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/cases/case.hpp"

namespace convt::campaign {

/// A grid of problems that are long enough along x for several blocks without a forced split: ranks, orders
/// of axes, element types, strides, dilations, kernels of one tap a phase and more, widths.
[[nodiscard]] std::vector<ConvTransposeDesc> grid();

/// The runs of one problem of the grid: on each tier convt's choice for many threads, and Winograd's where it
/// serves.
[[nodiscard]] std::vector<Case> grid_cases(const ConvTransposeDesc& desc, Values values,
                                           const std::vector<Isa>& tiers);

/// Runs the grid on ones, where every output is known exactly, and on random values; on many threads and on
/// one.
///
/// @return 0, or 1 after a failure
[[nodiscard]] int run_search(int most_failures);

}  // namespace convt::campaign
