#include <algorithm>

#include "tier_costs.hpp"
#include "winograd.hpp"

namespace convt::detail {
namespace {

/// Cycles per vector of channels: loading, adding up and storing a node of a tile; loading and adding up a
/// node of the products; activating and storing an output.
constexpr double kInputNodeCycles = 2.5;
constexpr double kOutputNodeCycles = 1.5;
constexpr double kOutputCycles = 3;
/// Entering the three steps.
constexpr double kBlockCycles = 300;
constexpr double kUnitCycles = 150;
/// Share of the FMA peak that the multiply reaches with its operands in cache.
constexpr double kMultiplyEfficiency = 0.93;

double product(const std::array<std::int32_t, 3>& values) noexcept {
    return double(values[0]) * values[1] * values[2];
}

double group_cycles(const Problem& p, const KernelInfo& k, const WinogradGroup& g) noexcept {
    const TierCosts tier = costs_of(k.isa);
    const double tiles = product(g.block_tiles);
    const double units = double(g.rows) * g.row_units();
    const double vectors = k.channel_block / tier.lanes;
    const double nodes = g.nodes();
    double outputs = 1;
    double window = p.in_channels;
    for (std::size_t d = 0; d < 3; ++d) {
        outputs *= g.axis[d].outputs;
        window *= double(g.block_tiles[d]) * g.axis[d].outputs + g.axis[d].taps - 1;
    }
    const double stage = window * (p.channels_last ? tier.move_element : tier.turn_element);
    const double transform = tiles * p.in_channels / tier.lanes * nodes * kInputNodeCycles;
    const double step = k.tile_pixels * vectors / tier.fmas / kMultiplyEfficiency;
    const double multiply =
        double(g.padded_tiles) / k.tile_pixels * nodes * (p.in_channels * step + kTileCycles);
    const double weights = double(g.unit_stride) * sizeof(float) / kWeightBytesPerCycle;
    double store = tiles * vectors * (nodes * kOutputNodeCycles + outputs * kOutputCycles);
    if (!p.channels_last) store += tiles * outputs * k.channel_block * tier.turn_element;
    const double per_chunk = stage + transform + kBlockCycles;
    double blocks = product(g.blocks) * p.groups;
    if (p.rank == 3) blocks *= static_cast<double>(p.batch);
    return blocks * (g.chunks * per_chunk + units * (multiply + weights + store + kUnitCycles));
}

}  // namespace

double estimate_winograd_cycles(const Problem& problem, const KernelInfo& kernel,
                                const WinogradPlan& plan) noexcept {
    double cycles = 0;
    for (const WinogradGroup& group : plan.groups) cycles += group_cycles(problem, kernel, group);
    return cycles;
}

}  // namespace convt::detail
