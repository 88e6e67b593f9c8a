#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "convt/tuning.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// States a block of so many positions by axis (x first) in a tuning, whose order is outermost first.
void set_block(Tuning& tuning, const std::array<std::int32_t, 3>& block, int rank) noexcept;

/// Takes a block that a tuning states into `block`, which holds as many positions as there are, by axis (x
/// first). Returns what of it cannot be, or nothing; a tuning that states none leaves the block alone.
[[nodiscard]] std::string take_block(const Tuning& tuning, int rank, std::array<std::int32_t, 3>& block);

/// Takes the parts that a tuning has channels cut into: of so many channel blocks, those of a task.
[[nodiscard]] std::string take_channel_parts(const Tuning& tuning, std::int32_t blocks,
                                             std::int32_t& blocks_of_task);

/// Halves a block along the outermost axis that is longer than 1, x last; false where none is.
[[nodiscard]] bool halve_outermost(std::array<std::int32_t, 3>& block) noexcept;

/// The phases of each axis, by output residue; one where an axis has no outputs, as weights are packed even
/// there.
[[nodiscard]] std::array<std::vector<Phase>, 3> phases_by_axis(const Problem& problem);

}  // namespace convt::detail
