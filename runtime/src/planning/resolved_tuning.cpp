#include "planning/plan_state.hpp"

namespace convt::detail {
namespace {

void set_block(Tuning& tuning, const std::array<std::int32_t, 3>& block, int rank) noexcept {
    for (int d = 0; d < rank; ++d) {
        tuning.block[static_cast<std::size_t>(d)] = block[static_cast<std::size_t>(rank - 1 - d)];
    }
}

}  // namespace

Tuning resolved_tuning(const PlanState& plan) noexcept {
    const Candidate& choice = plan.choice;
    Tuning tuning;
    tuning.one_thread = choice.one_thread;
    if (is_reference(*choice.kernel)) return tuning;
    if (choice.tapped != nullptr) {
        const std::array<TappedAxis, 3>& axis = choice.tapped->axis;
        set_block(tuning, {axis[0].block, axis[1].block, axis[2].block}, choice.problem.rank);
        return tuning;
    }
    if (choice.winograd == nullptr) {
        set_block(tuning, choice.blocking.pixels, choice.problem.rank);
        tuning.channel_parts = choice.blocking.chunks;
        tuning.turned_channels = choice.blocking.turned;
        return tuning;
    }
    // The group of most work stands for all.
    const WinogradGroup* largest = nullptr;
    for (const WinogradGroup& group : choice.winograd->groups) {
        if (largest == nullptr || group.nodes() > largest->nodes()) largest = &group;
    }
    if (largest == nullptr) return tuning;
    set_block(tuning, largest->block_tiles, choice.problem.rank);
    tuning.channel_parts = largest->chunks;
    tuning.units_together = largest->units_per_multiply;
    return tuning;
}

}  // namespace convt::detail
