#include <algorithm>

#include "base/rounding.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/tapped/tapped_split.hpp"

namespace convt::detail {
namespace {

/// Columns of so many bytes stay in L1, which feeds a vector to each addition.
constexpr std::size_t kNearRingBytes = std::size_t{24} << 10;

/// Gathering all outputs and moving them to where they belong.
double output_cycles(const Problem& p, const TappedSplit& plan, const TierCosts& tier,
                     double positions) noexcept {
    const std::int32_t segment_vectors = divide_up_32(plan.segment, plan.gather->lanes);
    const double taps = double(p.axis[2].kernel) * p.axis[1].kernel * plan.segment_taps;
    const double tap_vector = plan.ring_bytes <= kNearRingBytes ? tier.near_tap_vector : tier.tap_vector;
    double outputs = positions * segment_vectors *
                     (taps * tap_vector + double(p.axis[2].stride) * p.axis[1].stride * tier.tapped_store);
    const double elements = positions * static_cast<double>(p.phases()) * p.out_channels;
    outputs += elements * (p.channels_last || p.out_channels == 1 ? tier.move_element : tier.tapped_split);
    // Pixels among those of other groups are moved one by one.
    if (p.channels_last && p.output_stride[0] != p.out_channels) {
        outputs += elements / p.out_channels * tier.pixel_run;
    }
    if (p.output_bytes() > kFarOutputBytes) outputs += elements * tier.tapped_far_element;
    return outputs;
}

}  // namespace

double estimate_cycles(const Problem& p, const KernelInfo& k, const TappedSplit& plan) noexcept {
    const TierCosts& tier = costs_of(k);
    double places = static_cast<double>(p.batch) * p.groups;
    double positions = places;
    for (std::size_t d = 0; d < 3; ++d) {
        const ColumnAxis& a = plan.axis[d];
        places *=
            std::min(double(p.axis[d].in) + double(a.blocks - 1) * a.reach, double(p.axis[d].in) * a.blocks);
        positions *= a.count;
    }
    const double vectors = std::max(1.0, k.channel_block / tier.lanes);
    const double fmas = vectors * k.tile_pixels;
    // One load more fetches the next tile.
    const double addresses = address_loads(k, 4);
    const double loads = (vectors + addresses + 1) / tier.loads + k.tile_pixels / tier.broadcasts;
    const double step = std::max(fmas / tier.fmas, loads);
    const double calls = places / std::max(plan.places, 1);
    const double tiles = places / k.tile_pixels + calls / 2;
    const double multiply =
        tiles * plan.column_blocks *
        (p.in_channels * step / tier.tapped_efficiency + tier.tile + 2 * fmas / tier.lanes);
    // A kernel that L2 cannot keep comes from L3 for each call.
    const bool passes = plan.call_blocks < plan.column_blocks;
    const double kernel_passes = std::max(double(plan.tasks), passes ? calls : 0);
    const double weights = kernel_passes * plan.pitch * p.in_channels *
                           static_cast<double>(p.element_bytes()) / tier.weight_bytes;
    const double moved = p.inputs_channels_last ? tier.move_element : tier.tapped_transpose;
    const double stage = p.reads_pixels_in_place() ? 0 : places * p.in_channels * moved;
    const double rows = positions / std::max(plan.axis[0].block, 1) * p.axis[1].stride * p.axis[2].stride;
    return multiply + weights + stage + calls * tier.tapped_call + places * tier.tapped_place +
           rows * tier.tapped_row + output_cycles(p, plan, tier, positions);
}

}  // namespace convt::detail
