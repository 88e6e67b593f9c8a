#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "convt/tuning.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// States a block of so many positions by axis (x first) in a tuning, whose order is outermost first.
void set_block(Tuning& tuning, const std::array<std::int32_t, 3>& block, int rank) noexcept;

/// The phases of each axis, by output residue; one where an axis has no outputs, as weights are packed even
/// there.
[[nodiscard]] std::array<std::vector<Phase>, 3> phases_by_axis(const Problem& problem);

}  // namespace convt::detail
