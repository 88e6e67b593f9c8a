#include <algorithm>

#include "tapped.hpp"
#include "tier_costs.hpp"

namespace convt::detail {
namespace {

/// Entering the multiply, and working out one place's offsets.
constexpr double kCallCycles = 150;
constexpr double kPlaceCycles = 2;
/// Entering the gather, listing its taps and copying the row.
constexpr double kRowCycles = 150;
/// Loading and adding one vector of columns; activating and storing a vector of outputs.
constexpr double kTapCycles = 0.7;
constexpr double kStoreCycles = 2;
/// Cycles to turn one element of channels_first inputs.
constexpr double kTurnCycles = 1;
/// Cycles to move one element of the row to channels_first outputs of several channels.
constexpr double kSplitCycles = 1.2;
/// What storing one element to memory costs more.
constexpr double kFarElementCycles = 0.4;
/// Share of the FMA peak that the multiply reaches.
constexpr double kMultiplyEfficiency = 0.92;

}  // namespace

double estimate_tapped_cycles(const Problem& p, const KernelInfo& k, const TappedPlan& plan) noexcept {
    const TierCosts tier = costs_of(k);
    double places = static_cast<double>(p.batch) * p.groups;
    double positions = places;
    for (std::size_t d = 0; d < 3; ++d) {
        const TappedAxis& a = plan.axis[d];
        places *=
            std::min(double(p.axis[d].in) + double(a.blocks - 1) * a.reach, double(p.axis[d].in) * a.blocks);
        positions *= a.count;
    }
    const double vectors = std::max(1.0, k.channel_block / tier.lanes);
    const double fmas = vectors * k.tile_pixels;
    // One load more fetches the next tile.
    const double step = std::max(fmas / tier.fmas, (vectors + k.tile_pixels + 1) / tier.loads);
    const double calls = places / std::max(plan.places, 1);
    const double tiles = places / k.tile_pixels + calls / 2;
    const double multiply =
        tiles * plan.column_blocks *
        (p.in_channels * step / kMultiplyEfficiency + kTileCycles + 2 * fmas / tier.lanes);
    const double weights =
        double(plan.tasks) * plan.pitch * p.in_channels * sizeof(float) / kWeightBytesPerCycle;
    const double stage = p.channels_last ? 0 : places * p.in_channels * kTurnCycles;
    const std::int32_t segment_vectors = (plan.segment + plan.gather_lanes - 1) / plan.gather_lanes;
    const double rows = positions / std::max(plan.axis[0].block, 1) * p.axis[1].stride * p.axis[2].stride;
    const double taps = double(p.axis[2].kernel) * p.axis[1].kernel * plan.segment_taps;
    double outputs = positions * segment_vectors *
                     (taps * kTapCycles + double(p.axis[2].stride) * p.axis[1].stride * kStoreCycles);
    const double elements = positions * static_cast<double>(p.phases()) * p.out_channels;
    outputs += elements * (p.channels_last || p.out_channels == 1 ? tier.move_element : kSplitCycles);
    if (p.output_bytes() > kFarOutputBytes) outputs += elements * kFarElementCycles;
    return multiply + weights + stage + calls * kCallCycles + places * kPlaceCycles + rows * kRowCycles +
           outputs;
}

}  // namespace convt::detail
