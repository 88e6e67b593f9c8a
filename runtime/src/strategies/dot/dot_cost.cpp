#include <algorithm>

#include "base/rounding.hpp"
#include "strategies/dot/dot_split.hpp"

namespace convt::detail {
namespace {

/// Cycles to enter a kernel's call and to fill and empty a register tile.
constexpr double kCall = 120;
constexpr double kTile = 12;
/// To stage a byte, and to make an output of a sum: pixel by pixel in vectors, or one by one.
constexpr double kStageByte = 0.1, kStageByteAcross = 1.2;
constexpr double kOutputVector = 6, kOutput = 3, kOutputAcross = 1.5;
constexpr double kOutputRow = 60;

}  // namespace

double dot_cycles(const Problem& p, const KernelInfo& kernel, const DotSplit& split,
                  const Requantization& how) noexcept {
    const double lanes = lanes_of(kernel);
    // Vectors of a step: VNNI does two in a cycle, a product and an addition one.
    const double step = kernel.channel_block / lanes * kernel.tile_pixels * (split.terms == 4 ? 0.5 : 1.0);
    const double blocks = split.blocks;
    double outputs = 1, taps_of_tiles = 1;
    for (const Axis& axis : p.axis) {
        // Products of an axis with whole phases: taps that meet inputs, summed over outputs.
        double met = 0;
        for_each_phase(axis, [&](const Phase& phase) {
            const Range q{0, phase.outputs};
            met += double(useful_taps(phase, axis.in, q).size()) * phase.outputs;
        });
        taps_of_tiles *= met;
        outputs *= axis.out;
    }
    const double rows = outputs / std::max(1, split.block[0]);
    const double region = double(split.block[0]) * split.block[1] * split.block[2];
    const double whole_tiles =
        double(divide_up(std::max<std::int64_t>(1, static_cast<std::int64_t>(region)), kernel.tile_pixels) *
               kernel.tile_pixels);
    const double waste = region > 0 ? whole_tiles / region : 1;
    const double tiles = outputs * waste / kernel.tile_pixels * blocks;
    const double calls = outputs / std::max(1.0, std::min(region, double(split.places)));
    const double products = taps_of_tiles * waste / kernel.tile_pixels * blocks * split.steps * step;
    double staged = split.pitch;
    for (std::size_t d = 0; d < 3; ++d) {
        staged *= double(split.blocks_along[d]) * (double(split.block[d]) + p.spread[d]);
    }
    staged *= split.chunks * (p.inputs_channels_last ? kStageByte : kStageByteAcross);
    const bool vectors = p.out_channels >= lanes;
    double output = vectors ? kOutputVector / lanes : kOutput;
    if (how.rounding == Rounding::gemmlowp) output *= 3;
    if (!p.channels_last) output += kOutputAcross;
    const double each = products + tiles * kTile + calls * kCall + staged +
                        outputs * p.out_channels * output + rows * kOutputRow;
    return each * static_cast<double>(p.batch) * p.groups;
}

}  // namespace convt::detail
