#include "strategies/winograd/winograd_split.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "contract/winograd_matrices.h"
#include "planning/costs/tier_costs.hpp"

namespace convt::detail {
namespace {

/// Strides above have phases of too little work each.
constexpr std::int32_t kLargestStride = 256;
/// Positions and windows stay far from the end of 32-bit integers.
constexpr std::int64_t kLargestExtent = std::int64_t{1} << 30;
/// Phases that start at different inputs get grids of their own when a shared one had this much more tiles,
/// and more than the transform of inputs that sharing saves (1.03 on pix2pix_l7, 1.07 on vqvae2_dec1,
/// 0.98 to 1.08 on seven others: Zen 3, 2026-11-27).
constexpr double kWorthSplitting = 1.03;
/// The same for the x axis of channels_first, where the groups of a task need memory for more outputs.
constexpr double kWorthJoining = 1.05;

Range positions_of(const Phase& phase) noexcept {
    return {phase.first_input, phase.first_input + phase.outputs};
}

/// Phases of more taps are left to direct sums: transforms of many pieces take as long as they save.
constexpr int kMostTaps = 4 * contract::kMaxWinogradTaps;
/// Transforms of three taps exist where one dimension at least has one tap (generators/kernels.toml).
constexpr int kMostTapsOfVolumes = 2;

/// Cuts taps into the pieces that take the fewest products.
void cut_taps(int taps, int rank, WinogradAxis& axis) noexcept {
    axis.taps = taps;
    if (taps <= contract::kMaxWinogradTaps) return;
    const int most = std::min(rank == 3 ? kMostTapsOfVolumes : contract::kMaxWinogradTaps,
                              contract::kMaxWinogradNodes - axis.outputs + 1);
    int fewest = 0;
    for (int piece = most; piece > 1; --piece) {
        const int pieces = divide_up_32(taps, piece);
        const int products = pieces * (axis.outputs + piece - 1);
        if (fewest > 0 && products >= fewest) continue;
        fewest = products;
        axis.taps = piece;
        axis.pieces = pieces;
    }
}

/// By axis, of all output residues.
using PhaseLists = std::array<std::vector<Phase>, 3>;

/// Why an axis cannot be served by its size; empty when it can.
std::string size_refusal(const Axis& axis) {
    if (axis.stride > kLargestStride) {
        return text("has no transforms for strides above ", kLargestStride, "; there is ", axis.stride);
    }
    const std::int64_t extent =
        std::int64_t{axis.in} + axis.out + axis.crop_left + std::int64_t{axis.kernel} * axis.dilation;
    if (extent > kLargestExtent) return "is for smaller extents";
    return {};
}

/// Why an axis cannot be served by its phases; empty when it can. `any` becomes true where one has several
/// taps.
std::string phase_refusal(const std::vector<Phase>& phases, bool& any) {
    for (const Phase& phase : phases) {
        if (phase.taps < 1 || phase.taps > kMostTaps) {
            return text("needs 1 to ", kMostTaps, " taps in every phase; there are ", phase.taps);
        }
        if (phase.taps > 1 && phase.input_step != 1) return "needs taps that meet adjacent inputs";
        any |= phase.taps > 1;
    }
    return {};
}

/// What the sets of an axis are made for.
struct SetMaker {
    int tile_outputs;
    int rank;
    bool may_split;
    double transform_share;  ///< that the transform of inputs has of all work, where no phases share it
};

/// By cycles per node and vector of input channels: its transform, and its products.
double transform_share(const Problem& problem, const KernelInfo& kernel) noexcept {
    const TierCosts& tier = costs_of(kernel);
    return tier.node_vector / (tier.node_vector + problem.out_channels / tier.fmas);
}

WinogradAxis make_set(std::vector<Phase> phases, int taps, const SetMaker& maker) {
    WinogradAxis set;
    set.outputs = taps == 1 ? 1 : maker.tile_outputs;
    cut_taps(taps, maker.rank, set);
    set.positions = positions_of(phases.front());
    for (const Phase& phase : phases) {
        const Range p = positions_of(phase);
        set.positions = {std::min(set.positions.begin, p.begin), std::max(set.positions.end, p.end)};
    }
    set.phases = std::move(phases);
    return set;
}

/// Phases that meet exactly the same inputs, one set for each.
std::vector<WinogradAxis> split_by_positions(const WinogradAxis& set) {
    std::vector<WinogradAxis> split;
    for (const Phase& phase : set.phases) {
        const Range p = positions_of(phase);
        const auto same = std::find_if(split.begin(), split.end(), [&](const WinogradAxis& other) {
            return other.positions.begin == p.begin && other.positions.end == p.end;
        });
        if (same == split.end()) {
            split.push_back({set.taps, set.pieces, set.outputs, p, {phase}});
        } else {
            same->phases.push_back(phase);
        }
    }
    return split;
}

/// Tiles of all phases together.
std::int64_t phase_tiles(const WinogradAxis& set) {
    return std::int64_t{set.tiles()} * static_cast<std::int64_t>(set.phases.size());
}

std::vector<Phase> with_taps(const std::vector<Phase>& phases, int taps) {
    std::vector<Phase> own;
    own.reserve(phases.size());
    std::copy_if(phases.begin(), phases.end(), std::back_inserter(own),
                 [taps](const Phase& phase) { return phase.taps == taps; });
    return own;
}

/// The fewest taps and the most that any phase has.
std::pair<int, int> extreme_taps(const std::vector<Phase>& phases) noexcept {
    int fewest = phases.front().taps;
    int most = fewest;
    for (const Phase& phase : phases) {
        fewest = std::min(fewest, static_cast<int>(phase.taps));
        most = std::max(most, static_cast<int>(phase.taps));
    }
    return {fewest, most};
}

/// The sets of an axis. Sharing a grid shares the transform of inputs; phases that start at different inputs
/// may fill the tiles of a shared grid less well.
std::vector<WinogradAxis> make_sets(const std::vector<Phase>& all, const SetMaker& maker) {
    std::vector<WinogradAxis> sets;
    const auto [fewest, most] = extreme_taps(all);
    for (int taps = fewest; taps <= most; ++taps) {
        std::vector<Phase> phases = with_taps(all, taps);
        if (phases.empty()) continue;
        WinogradAxis shared = make_set(std::move(phases), taps, maker);
        std::vector<WinogradAxis> split = split_by_positions(shared);
        std::int64_t tiles = 0;
        for (const WinogradAxis& set : split) tiles += phase_tiles(set);
        const double saved = maker.transform_share * (1 - 1 / static_cast<double>(split.size()));
        const bool worth = static_cast<double>(phase_tiles(shared)) >
                           std::max(kWorthSplitting, 1 / (1 - saved)) * static_cast<double>(tiles);
        if (maker.may_split && worth) {
            std::move(split.begin(), split.end(), std::back_inserter(sets));
        } else {
            sets.push_back(std::move(shared));
        }
    }
    return sets;
}

/// Products of all phases along one axis.
double products_of(const std::vector<WinogradAxis>& sets) {
    double products = 0;
    for (const WinogradAxis& set : sets) {
        products += static_cast<double>(phase_tiles(set)) * set.nodes() * set.pieces;
    }
    return products;
}

/// The sets of the x axis of channels_first, the one of most taps first. Outputs are written by whole rows:
/// one element at a time took longer than the products (3x3 stride 2, Zen 4: the whole layer ran at half the
/// speed of direct kernels). So either one set has all phases, those with fewer taps get taps of 0; or each
/// set has the phases that meet the same inputs, and all sets' outputs for the same inputs make a row.
std::vector<WinogradAxis> row_sets(const std::vector<Phase>& phases, const SetMaker& maker) {
    std::vector<WinogradAxis> sets;
    const auto [fewest, most] = extreme_taps(phases);
    for (int t = most; t >= fewest; --t) {
        std::vector<Phase> own = with_taps(phases, t);
        if (own.empty()) continue;
        std::vector<WinogradAxis> split = split_by_positions(make_set(std::move(own), t, maker));
        std::move(split.begin(), split.end(), std::back_inserter(sets));
    }
    std::vector<WinogradAxis> shared{make_set(phases, most, maker)};
    const bool worth = products_of(shared) > kWorthJoining * products_of(sets);
    return maker.may_split && worth ? sets : shared;
}

/// Fills `phases` when the axes' sizes allow.
std::string shape_refusal(const Problem& problem, const KernelInfo& kernel, PhaseLists& phases) {
    bool any = false;
    for (std::size_t d = 0; d < 3; ++d) {
        std::string refusal = size_refusal(problem.axis[d]);
        if (!refusal.empty()) return refusal;
        phases[d] = phases_of(problem.axis[d]);
        refusal = phase_refusal(phases[d], any);
        if (!refusal.empty()) return refusal;
    }
    if (!any) return "saves nothing where every phase has one tap";
    const std::int32_t lanes = lanes_of(kernel);
    if (problem.in_channels < lanes) {
        return text("needs at least ", lanes, " input channels per group; there are ", problem.in_channels);
    }
    if (problem.empty()) return "has nothing to write";
    return {};
}

/// Fills in what follows from the axes.
bool complete(WinogradGroup& group, const Problem& problem, const KernelInfo& kernel) {
    const std::array<int, 3> taps{group.axis[0].taps, group.axis[1].taps, group.axis[2].taps};
    group.transforms = find_transforms(kernel, taps);
    if (group.transforms == nullptr) return false;
    group.rows = static_cast<std::int32_t>(group.axis[2].phases.size() * group.axis[1].phases.size()) *
                 channel_blocks(problem, kernel);
    std::int64_t depth = problem.in_channels;
    for (const WinogradAxis& axis : group.axis) depth *= axis.pieces;
    group.unit_stride = depth * group.nodes() * kernel.channel_block;
    group.depth = static_cast<std::int32_t>(depth);
    return group.unit_stride <= kLargestExtent;
}

/// Adds groups that are computed together.
bool add_groups(std::vector<WinogradGroup> groups, const Problem& problem, const KernelInfo& kernel,
                const Tuning& tuning, WinogradSplit& plan) {
    for (WinogradGroup& group : groups) {
        if (!complete(group, problem, kernel)) return false;
    }
    if (!block_winograd(problem, kernel, tuning, groups)) return false;
    for (WinogradGroup& group : groups) {
        group.packed_offset = plan.packed_elements;
        plan.packed_elements += group.unit_stride * group.rows * group.row_units();
        group.first_task = plan.tasks;
        plan.tasks += group.tasks;
        plan.workspace_bytes = std::max(plan.workspace_bytes, group.workspace_bytes());
        plan.groups.push_back(std::move(group));
    }
    return true;
}

}  // namespace

std::optional<WinogradSplit> split_winograd(const Problem& problem, const KernelInfo& kernel,
                                            const Tuning& tuning, std::string& refusal) {
    PhaseLists phases;
    refusal = shape_refusal(problem, kernel, phases);
    if (tuning.turned_channels > 0) refusal = "transposes whole blocks; tuning.turned_channels has no use";
    if (!refusal.empty()) return std::nullopt;
    WinogradSplit plan;
    plan.rest = find_rest(kernel);
    const SetMaker maker{kernel.tile_outputs, problem.rank, !problem.any_size,
                         transform_share(problem, kernel)};
    const auto sets_x = problem.channels_last ? make_sets(phases[0], maker) : row_sets(phases[0], maker);
    const auto sets_y = make_sets(phases[1], maker);
    const auto sets_z = make_sets(phases[2], maker);
    for (const WinogradAxis& z : sets_z) {
        for (const WinogradAxis& y : sets_y) {
            std::vector<WinogradGroup> groups;
            for (std::size_t i = 0; i < sets_x.size(); ++i) {
                groups.emplace_back().axis = {sets_x[i], y, z};
                if (!problem.channels_last && i + 1 < sets_x.size()) continue;
                if (!add_groups(std::exchange(groups, {}), problem, kernel, tuning, plan)) {
                    refusal =
                        text("has no transforms, or too little workspace, for ", z.taps, "x", y.taps, "x",
                             sets_x[i].taps, " taps (z, y, x) of ", problem.in_channels, " channels");
                    return std::nullopt;
                }
            }
        }
    }
    return plan;
}

}  // namespace convt::detail
