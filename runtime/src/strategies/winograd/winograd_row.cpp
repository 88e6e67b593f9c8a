#include "strategies/winograd/winograd_row.hpp"

namespace convt::detail {
namespace {

/// The q of a phase whose inputs a block has as positions.
Range outputs_in(const Phase& phase, Range positions) noexcept {
    return {std::max(0, positions.begin - phase.first_input),
            std::min(phase.outputs, positions.end - phase.first_input)};
}

template <class Visit>
void for_each_phase_of(const RowBlock& at, Visit&& visit) {
    for (std::int32_t i = 0; i < at.lead.joined; ++i) {
        const WinogradGroup& group = (&at.lead)[i];
        const Range positions = block_positions(group, 0, at.block);
        for (const Phase& phase : group.axis[0].phases) visit(phase, outputs_in(phase, positions));
    }
}

}  // namespace

Range block_positions(const WinogradGroup& group, std::size_t d, std::int32_t block) noexcept {
    const WinogradAxis& axis = group.axis[d];
    const std::int32_t tiles = std::min(group.block_tiles[d], group.tiles[d] - block * group.block_tiles[d]);
    const std::int32_t begin = axis.positions.begin + block * group.block_tiles[d] * axis.outputs;
    return {begin, begin + std::max(0, tiles) * axis.outputs};
}

RowOutputs::RowOutputs(const Axis& axis, const RowBlock& at) noexcept
    : axis_(axis), at_(at), all_{axis.out, 0}, whole_{0, axis.out} {
    for_each_phase_of(at, [&](const Phase& phase, Range q) {
        const std::int32_t begin = q.begin * axis.stride + phase.residue;
        const std::int32_t end = q.end * axis.stride + phase.residue;
        // Between an output of the phase and its next one there is none that it could lack.
        whole_ = {std::max(whole_.begin, begin - axis.stride + 1), std::min(whole_.end, end)};
        if (q.size() == 0) return;
        all_ = {std::min(all_.begin, begin), std::max(all_.end, end - axis.stride + 1)};
    });
    if (all_.size() == 0) all_ = {0, 0};
    whole_ = {std::max(whole_.begin, all_.begin), std::min(whole_.end, all_.end)};
}

bool RowOutputs::computes(std::int32_t output) const noexcept {
    const std::int32_t residue = output % axis_.stride;
    const std::int32_t q = output / axis_.stride;
    bool found = false;
    for_each_phase_of(at_, [&](const Phase& phase, Range own) {
        found |= phase.residue == residue && q >= own.begin && q < own.end;
    });
    return found;
}

}  // namespace convt::detail
