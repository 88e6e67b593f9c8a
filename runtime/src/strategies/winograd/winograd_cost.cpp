#include <algorithm>

#include "base/rounding.hpp"
#include "contract/winograd_matrices.h"
#include "planning/costs/tier_costs.hpp"
#include "strategies/winograd/winograd_split.hpp"

namespace convt::detail {
namespace {

/// Kernels above come from memory, and from L3 when further blocks read them again (winograd_blocking.cpp).
/// They are asked for ahead (schedules/passes/prefetch_stream.h), so that products hide a part of the way.
/// One of 17 MB ran as from L3, one of 19 MB in half of all processes (Zen 4, 2026-11-25; L3 of 32 MiB).
constexpr double kFarKernelBytes = 18e6;
/// Register tiles of a block from which on they ask for the next node's kernel
/// (schedules/passes/prefetch_next_panel.h), less what rounding takes.
constexpr double kTilesAhead = 1.9;
/// Of kernels that no L3 holds, two threads get less each: 27 GB/s alone, 21 each (Zen 4, 2026-11-27). Those
/// of 19 to 28 MB ran as from L3 there.
constexpr double kBeyondL3 = 36e6;

double product(const std::array<std::int32_t, 3>& values) noexcept {
    return double(values[0]) * values[1] * values[2];
}

/// What products do not hide of the way that a unit's kernel takes to all blocks.
double kernel_cycles(const Problem& p, const KernelInfo& k, const TierCosts& tier, const WinogradGroup& g,
                     double all_kernel_bytes, double multiply) noexcept {
    const double blocks = product(g.blocks);
    const double bytes = double(g.unit_stride) * static_cast<double>(p.element_bytes());
    const bool far = all_kernel_bytes > kFarKernelBytes;
    const bool shared = p.threads > 1 && all_kernel_bytes > kBeyondL3;
    const double memory = tier.stream_bytes / (shared ? tier.shared_memory : 1);
    const bool kept = all_kernel_bytes <= tier.l2_keeps;
    const double stream = bytes / (far ? memory : kept ? tier.kept_bytes : tier.near_bytes);
    const double again = (blocks - 1) * bytes / (kept ? tier.kept_bytes : tier.near_again);
    if (tier.hidden_ahead == 0)
        return stream - (far ? tier.hidden_stream * std::min(stream, multiply) : 0) + again;
    const bool ahead = g.all_tiles >= kTilesAhead * k.tile_pixels * blocks;
    const double hides = ahead ? tier.hidden_ahead : tier.hidden_stream;
    const double first = multiply / blocks;
    return stream - hides * std::min(stream, first) + again - hides * std::min(again, multiply - first);
}

/// Products for an output of a phase of so many taps, in tiles of so many outputs.
double fewest_products(int outputs, int taps) noexcept {
    double fewest = taps;
    for (int piece = 2; piece <= std::min(taps, contract::kMaxWinogradTaps); ++piece) {
        const int nodes = outputs + piece - 1;
        if (nodes > contract::kMaxWinogradNodes) break;
        const int pieces = divide_up_32(taps, piece);
        fewest = std::min(fewest, double(pieces) * nodes / outputs);
    }
    return fewest;
}

/// What is left of an axis's multiply-adds at least, in tiles of so many outputs.
double products_left(const Axis& axis, int outputs) noexcept {
    const int taps = axis.kernel / axis.stride;
    const int longer = axis.kernel % axis.stride;
    const double products =
        longer * fewest_products(outputs, taps + 1) + (axis.stride - longer) * fewest_products(outputs, taps);
    return products / axis.kernel;
}

}  // namespace

WinogradGroupCycles winograd_group_cycles(const Problem& p, const KernelInfo& k, const WinogradGroup& g,
                                          double all_kernel_bytes) noexcept {
    const TierCosts& tier = costs_of(k);
    const double blocks = product(g.blocks);
    const double tiles = product(g.tiles);
    const double units = double(g.rows) * g.row_units();
    const double vectors = k.channel_block / tier.lanes;
    const double nodes = g.nodes();
    double outputs = 1;
    for (const WinogradAxis& axis : g.axis) outputs *= axis.outputs;
    const double transform = tiles * g.depth / tier.lanes * nodes * tier.node_vector;
    const double step = k.tile_pixels * vectors / tier.fmas / tier.winograd_efficiency;
    const double multiply = g.all_tiles / k.tile_pixels * nodes * (g.depth * step + tier.tile);
    const double weights = kernel_cycles(p, k, tier, g, all_kernel_bytes, multiply);
    const double store = tiles * vectors * (nodes * tier.product_vector + outputs * tier.output_vector);
    const double per_chunk = g.stage_cycles + transform + blocks * tier.winograd_block;
    double repeats = p.groups;
    if (p.rank == 3) repeats *= static_cast<double>(p.batch);
    return {repeats * per_chunk, repeats * (g.transpose_cycles + units * (multiply + weights + store +
                                                                          blocks * tier.winograd_unit))};
}

double estimate_winograd_cycles(const Problem& problem, const KernelInfo& kernel, const WinogradSplit& plan,
                                double kernel_bytes) noexcept {
    double cycles = 0;
    for (const WinogradGroup& group : plan.groups) {
        const WinogradGroupCycles own = winograd_group_cycles(problem, kernel, group, kernel_bytes);
        cycles += group.chunks * own.per_chunk + own.once;
    }
    return cycles * costs_of(kernel).winograd_margin;
}

double fewest_winograd_cycles(const Problem& problem, const KernelInfo& kernel, double macs) noexcept {
    double share = 1;
    for (const Axis& axis : problem.axis) share *= products_left(axis, kernel.tile_outputs);
    return peak_cycles(kernel, macs * share);
}

}  // namespace convt::detail
