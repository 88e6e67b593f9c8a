#include "strategies/winograd/winograd_plan.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "packing/pack_cost.hpp"
#include "planning/pack_hash.hpp"
#include "strategies/splits.hpp"
#include "strategies/winograd/winograd_pack.hpp"
#include "strategies/winograd/winograd_place.hpp"
#include "strategies/winograd/winograd_task.hpp"

namespace convt::detail {
namespace {

/// Which phases a group holds, in which order, may depend on the problem's sizes.
void add_phases(const WinogradGroup& group, PackHash& hash) noexcept {
    for (const WinogradAxis& axis : group.axis) {
        hash.add(axis.taps, axis.pieces, axis.outputs, axis.phases.size());
        for (const Phase& phase : axis.phases) hash.add(phase.first_tap, phase.taps, phase.tap_step);
    }
}

}  // namespace

WinogradPlan::WinogradPlan(const PlanArguments& arguments, WinogradSplit&& split)
    : StrategyPlan(arguments, arguments.problem), split_(std::move(split)) {
    set_work(estimate_winograd_cycles(problem(), kernel(), split_, packed_bytes()), split_.tasks,
             split_.workspace_bytes);
}

void WinogradPlan::finish() {
    PackHash hash(problem(), kernel());
    hash.add(kernel().tile_outputs);
    for (const WinogradGroup& group : split_.groups) add_phases(group, hash);
    const std::int64_t blocks = std::int64_t{problem().groups} * channel_blocks(problem(), kernel());
    set_packed(split_.packed_elements, hash.value(), blocks * pack_pieces_of_block(),
               pack_scratch_bytes(*this), bytes_at_once());
}

double WinogradPlan::packed_bytes() const noexcept {
    return static_cast<double>(split_.packed_elements) * problem().groups *
           static_cast<double>(problem().element_bytes());
}

/// Where tasks pack, weights come from memory once, and packed ones from the caches.
double WinogradPlan::pack_cycles() const noexcept {
    const auto element = static_cast<double>(problem().element_bytes());
    const double weights = static_cast<double>(problem().taps()) * problem().in_channels *
                           problem().out_channels * problem().groups * element;
    const double packed = packed_bytes();
    if (!reads_units_once()) return detail::pack_cycles(weights + packed, kTransformedPerCycle);
    const double read = detail::pack_cycles(weights, kTransformedPerCycle) - weights / kTransformedPerCycle;
    const double near = estimate_winograd_cycles(problem(), kernel(), split_, double(bytes_at_once()));
    return (weights + packed) / kTransformedPerCycle + read + near - cycles();
}

bool WinogradPlan::reads_units_once() const noexcept {
    if (problem().rank == 3 && problem().batch != 1) return false;
    return std::all_of(split_.groups.begin(), split_.groups.end(), [](const WinogradGroup& group) {
        return std::int64_t{group.blocks[0]} * group.blocks[1] * group.blocks[2] == 1;
    });
}

std::size_t WinogradPlan::bytes_at_once() const noexcept {
    if (!reads_units_once()) return 0;
    std::int64_t units = 0;
    for (const WinogradGroup& group : split_.groups) {
        units = std::max(units, group.unit_stride * group.units_per_multiply);
    }
    return pack_scratch_bytes(*this) + element_lines(units, problem().element_bytes());
}

std::int64_t WinogradPlan::pack_pieces_of_block() const noexcept {
    return pack_pieces(problem().taps() * problem().in_channels * kernel().channel_block *
                       problem().element_bytes());
}

void WinogradPlan::run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept {
    run_winograd_task(*this, args, task, workspace, nullptr);
}

void WinogradPlan::run_unpacked(const RunArgs& args, const UnpackedWeights& weights, std::int64_t task,
                                std::byte* workspace) const noexcept {
    run_winograd_task(*this, args, task, workspace, &weights);
}

/// The group of most work stands for all.
double WinogradPlan::products() const {
    double products = 0;
    for (const WinogradGroup& g : split_.groups) {
        double of_tile = 1;
        for (const WinogradAxis& axis : g.axis) of_tile *= axis.outputs * axis.all_taps();
        products += g.all_tiles * of_tile * g.rows * g.row_units();
    }
    const Problem& p = problem();
    // Without a z axis, images take its place among the tiles.
    const double images = p.rank == 3 ? static_cast<double>(p.batch) : 1;
    return products * images * p.groups * p.in_channels * kernel().channel_block;
}

double WinogradPlan::work(std::int64_t task) const noexcept {
    WinogradPlace place(*this, task);
    const WinogradGroup* const lead = &place.lead();
    double work = 0;
    for (const WinogradGroup* group = lead; group != lead + lead->joined; ++group) {
        if (!place.enter(*group)) continue;
        double tiles = place.rows().size() * group->nodes();
        for (const std::int32_t along : place.tiles()) tiles *= along;
        work += tiles;
    }
    return work;
}

Tuning WinogradPlan::split() const noexcept {
    Tuning tuning;
    const WinogradGroup* largest = nullptr;
    for (const WinogradGroup& group : split_.groups) {
        if (largest == nullptr || group.nodes() > largest->nodes()) largest = &group;
    }
    if (largest == nullptr) return tuning;
    set_block(tuning, largest->block_tiles, problem().rank);
    tuning.channel_parts = largest->chunks;
    tuning.units_together = largest->units_per_multiply;
    return tuning;
}

/// One line per group of phases: taps, tiles, and how they are split.
std::string WinogradPlan::describe() const {
    std::string out = text(tasks(), " tasks");
    for (const WinogradGroup& g : split_.groups) {
        out += text("\n    ", g.axis[2].all_taps(), "x", g.axis[1].all_taps(), "x", g.axis[0].all_taps(),
                    " taps (z, y, x): ", g.tiles[2], "x", g.tiles[1], "x", g.tiles[0], " tiles of ",
                    g.nodes(), " products for ", g.axis[2].outputs * g.axis[1].outputs * g.axis[0].outputs,
                    " outputs, in blocks of ", g.block_tiles[2], "x", g.block_tiles[1], "x", g.block_tiles[0],
                    " tiles by ", g.chunk_rows, " of ", g.rows, " channel blocks of phases");
    }
    return out;
}

void WinogradPlan::add_rows(TableRows& rows) const {
    rows.push_back(&kernel());
    if (split_.rest != nullptr) rows.push_back(split_.rest);
    for (const WinogradGroup& group : split_.groups) rows.push_back(group.transforms);
}

}  // namespace convt::detail
