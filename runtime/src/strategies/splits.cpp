#include "strategies/splits.hpp"

#include "base/rounding.hpp"
#include "base/text.hpp"

namespace convt::detail {

void set_block(Tuning& tuning, const std::array<std::int32_t, 3>& block, int rank) noexcept {
    for (int d = 0; d < rank; ++d) {
        tuning.block[static_cast<std::size_t>(d)] = block[static_cast<std::size_t>(rank - 1 - d)];
    }
}

std::string take_block(const Tuning& tuning, int rank, std::array<std::int32_t, 3>& block) {
    if (tuning.block[0] == 0) return {};
    for (int d = 0; d < rank; ++d) {
        std::int32_t& positions = block[static_cast<std::size_t>(rank - 1 - d)];
        const std::int64_t wanted = tuning.block[static_cast<std::size_t>(d)];
        if (wanted > positions) {
            return text("has ", positions, " positions along dimension ", d, "; tuning.block[", d, "] is ",
                        wanted);
        }
        positions = static_cast<std::int32_t>(wanted);
    }
    return {};
}

std::string take_channel_parts(const Tuning& tuning, std::int32_t blocks, std::int32_t& blocks_of_task) {
    if (tuning.channel_parts == 0) return {};
    if (tuning.channel_parts > blocks) {
        return text("can split its channels into ", blocks, " parts at most; tuning.channel_parts is ",
                    tuning.channel_parts);
    }
    blocks_of_task = static_cast<std::int32_t>(divide_up(blocks, tuning.channel_parts));
    return {};
}

bool halve_outermost(std::array<std::int32_t, 3>& block) noexcept {
    for (const std::size_t d : {2, 1, 0}) {
        if (block[d] == 1) continue;
        block[d] = divide_up_32(block[d], 2);
        return true;
    }
    return false;
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
