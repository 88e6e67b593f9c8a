#include <algorithm>

#include "base/rounding.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/panels.hpp"
#include "strategies/scatter/scatter_split.hpp"

namespace convt::detail {
namespace {

/// What a tap's weights may take of L1 before each tile reads them from L2.
constexpr double kL1Bytes = 24 << 10;

}  // namespace

double scatter_cycles(const Problem& p, const KernelInfo& k, const ScatterSplit& s) noexcept {
    const TierCosts& tier = costs_of(k);
    const auto bytes = static_cast<double>(p.element_bytes());
    // Boxes of one image, their pairs with taps, and what these meet.
    double boxes = 1, taps = 1, products = 1, outputs = 1, window = 1;
    for (std::size_t d = 0; d < 3; ++d) {
        const Axis& axis = p.axis[d];
        boxes *= s.blocks_along[d];
        products *= static_cast<double>(useful_products(axis));
        outputs *= axis.out;
        window *= s.window[d];
        taps *= axis.kernel;
    }
    const double images = static_cast<double>(p.batch) * p.groups;
    const double parts = static_cast<double>(s.image_parts) * p.groups;
    const double vectors = std::max(1.0, k.channel_block / tier.lanes);
    const double fmas = vectors * k.tile_pixels;
    const double loads = (vectors + address_loads(k, 4) + 1) / tier.loads + k.tile_pixels / tier.broadcasts;
    const double step = std::max(fmas / tier.fmas, loads);
    // A tile is half empty at the end of each tap.
    const double pieces = boxes * taps * parts;
    const double tiles = products * images / k.tile_pixels + pieces / 2;
    const double depths = p.in_channels > 0 ? divide_up(p.in_channels, std::max(s.depth, 1)) : 0.0;
    const double panel = double(s.depth) * k.channel_block * bytes;
    const double from_l2 = panel <= kL1Bytes ? 0 : k.channel_block * bytes / tier.l2_bytes;
    const double adding = tier.tile + 4 * fmas / tier.loads;
    const double multiply =
        tiles * s.blocks * (p.in_channels * std::max(step, from_l2) / tier.scatter_efficiency + depths * adding);
    const double lists = depths * s.chunks * (products * images * tier.tapped_place + pieces * tier.tapped_call);
    const double calls = depths * pieces * divide_up_32(s.blocks, s.call_blocks) * tier.call;
    // Every box passes all weights of its taps.
    const double weight_bytes =
        taps * p.in_channels * static_cast<double>(s.blocks) * k.channel_block * bytes;
    const bool kept = weight_bytes * p.groups <= tier.l2_keeps;
    const double weights =
        weight_bytes * parts * boxes / (kept ? tier.kept_weights : tier.weight_bytes);
    const double moved = p.inputs_channels_last ? tier.move_element : tier.tapped_transpose;
    const double stage =
        s.stage_pitch == 0 ? 0 : window * boxes * images * s.chunks * p.in_channels * moved;
    const double elements = outputs * images * p.out_channels;
    const double turn = p.output_channel_stride == 1 ? tier.move_element : tier.transpose_element;
    const double write = elements * ((2 * tier.tap_vector + tier.tapped_store) / tier.lanes + turn) +
                         outputs / std::max(s.box[0], 1) * images * s.chunks * tier.tapped_row;
    // A task's first tile of a tap waits for its weights, the others hide that.
    const double hidden = std::min(weights, multiply) * tier.hidden_weights;
    return multiply + lists + calls + weights - hidden + stage + write;
}

}  // namespace convt::detail
