#include "strategies/splits.hpp"

namespace convt::detail {

void set_block(Tuning& tuning, const std::array<std::int32_t, 3>& block, int rank) noexcept {
    for (int d = 0; d < rank; ++d) {
        tuning.block[static_cast<std::size_t>(d)] = block[static_cast<std::size_t>(rank - 1 - d)];
    }
}

std::array<std::vector<Phase>, 3> phases_by_axis(const Problem& problem) {
    std::array<std::vector<Phase>, 3> phases;
    for (std::size_t d = 0; d < 3; ++d) {
        const Axis& axis = problem.axis[d];
        phases[d] = phases_of(axis);
        if (phases[d].empty()) phases[d].push_back(phase_of(axis, 0));
    }
    return phases;
}

}  // namespace convt::detail
