#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/rounding.hpp"
#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// Phases of one axis that share a number of taps and a grid of tiles. A tile covers `outputs`
/// positions of the first input; each phase of the set has one output, or none, at a position. More taps than
/// a transform takes are cut into pieces, whose products are summed up as those of input channels are.
struct WinogradAxis {
    int taps = 1;  ///< of one piece
    int pieces = 1;
    int outputs = 1;  ///< positions per tile
    Range positions;
    std::vector<Phase> phases;

    [[nodiscard]] int nodes() const noexcept { return outputs + taps - 1; }
    [[nodiscard]] int all_taps() const noexcept { return taps * pieces; }
    [[nodiscard]] std::int32_t tiles() const noexcept { return divide_up_32(positions.size(), outputs); }
};

/// Where a phase's output for the input at position 0 would lie; the one for position p lies p strides on.
[[nodiscard]] inline std::int64_t first_output(const Phase& phase, const Axis& axis) noexcept {
    return phase.residue - std::int64_t{phase.first_input} * axis.stride;
}

/// Phases that meet the same transformed inputs, and how their work is split. A *unit* is one channel block
/// of one phase; units are numbered phase z, phase y, channel block, phase x. A *row* is the units of all x
/// phases. A task is one block of tiles of one image and group, for one chunk of rows. Where rows are written
/// at once (channels_first), a task of one group also computes the groups that follow it with the other
/// phases along x, for the same positions.
struct WinogradGroup {
    std::array<WinogradAxis, 3> axis;
    const WinogradTransforms* transforms = nullptr;
    /// By axis. Without a z axis, images take its place: a block holds tiles of several images.
    std::array<std::int32_t, 3> tiles{};
    std::array<std::int32_t, 3> block_tiles{1, 1, 1};
    std::array<std::int32_t, 3> blocks{};
    std::int32_t depth = 0;         ///< products summed for each node: input channels of all pieces
    std::int32_t padded_tiles = 0;  ///< of a block, in whole register tiles
    double all_tiles = 0;           ///< of all blocks, in whole register tiles
    std::int32_t rows = 0;
    std::int32_t chunk_rows = 0;
    std::int32_t chunks = 1;
    std::int32_t units_per_multiply = 1;
    std::int64_t unit_stride = 0;    ///< packed elements of a unit
    std::int64_t packed_offset = 0;  ///< of the first unit, within a group of the problem
    std::int64_t first_task = 0;
    std::int64_t tasks = 0;           ///< 0 for groups that tasks of another one compute
    std::int32_t joined = 1;          ///< groups that a task computes: this one and those that follow
    std::int32_t tile_pitch = 0;      ///< elements between the transformed inputs of one tile and the next
    std::int32_t node_stride = 0;     ///< elements between the transformed inputs of one node and the next
    std::int32_t product_stride = 0;  ///< the same for products
    /// Estimated cycles of one core for all blocks: staging inputs once, transposing channels_first outputs.
    double stage_cycles = 0, transpose_cycles = 0;
    /// Parts of the workspace: nodes first, then the staged inputs, whose place products and outputs to be
    /// transposed take once they are transformed; joined groups read the staged inputs again and keep them.
    std::size_t nodes_bytes = 0, stage_bytes = 0, products_bytes = 0, scratch_bytes = 0;
    std::int64_t row_elements = 0;  ///< of the outputs to be transposed

    [[nodiscard]] int nodes() const noexcept { return axis[0].nodes() * axis[1].nodes() * axis[2].nodes(); }
    [[nodiscard]] std::int32_t row_units() const noexcept {
        return static_cast<std::int32_t>(axis[0].phases.size());
    }
    [[nodiscard]] std::size_t products_offset() const noexcept {
        return nodes_bytes + (joined > 1 ? stage_bytes : 0);
    }
    [[nodiscard]] std::size_t workspace_bytes() const noexcept {
        return std::max(nodes_bytes + stage_bytes, products_offset() + products_bytes + scratch_bytes);
    }
};

/// How a Winograd kernel splits a problem.
struct WinogradSplit {
    std::vector<WinogradGroup> groups;
    const WinogradRest* rest = nullptr;  ///< multiplies what whole register tiles leave; may be null
    std::int64_t packed_elements = 0;    ///< of one group of the problem
    std::int64_t tasks = 0;
    std::size_t workspace_bytes = 0;
};

/// Channel blocks that the output channels of a group of the problem make; the last may overlap the one
/// before.
[[nodiscard]] inline std::int32_t channel_blocks(const Problem& problem, const KernelInfo& kernel) noexcept {
    return divide_up_32(problem.out_channels, kernel.channel_block);
}

/// Tiles in whole register tiles, of the smaller tile where the kernel has one beside its own.
[[nodiscard]] inline std::int64_t padded_tiles(std::int64_t tiles, const KernelInfo& kernel,
                                               const WinogradRest* rest) noexcept {
    const std::int64_t pixels = rest == nullptr ? kernel.tile_pixels : rest->tile_pixels;
    return divide_up(tiles, pixels) * pixels;
}

/// Finds the phases' groups and splits their work, or says in `refusal` why the kernel cannot serve the
/// problem.
[[nodiscard]] std::optional<WinogradSplit> split_winograd(const Problem& problem, const KernelInfo& kernel,
                                                          const Tuning& tuning, std::string& refusal);

/// Chooses the blocks, chunks and workspace of groups that are computed together, the one of most taps first,
/// as far as `tuning` leaves them open; false when a block does not fit the workspace.
[[nodiscard]] bool block_winograd(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                                  std::vector<WinogradGroup>& joined);

/// Estimated cycles of one core for a group; `all_kernel_bytes` of all groups come from a cache or from
/// memory.
struct WinogradGroupCycles {
    double per_chunk = 0;  ///< what every chunk does again: transforms of inputs
    double once = 0;
};
[[nodiscard]] WinogradGroupCycles winograd_group_cycles(const Problem& problem, const KernelInfo& kernel,
                                                        const WinogradGroup& group,
                                                        double all_kernel_bytes) noexcept;

/// Estimated cycles of one core for the whole problem, whose packed weights take `kernel_bytes`.
[[nodiscard]] double estimate_winograd_cycles(const Problem& problem, const KernelInfo& kernel,
                                              const WinogradSplit& plan, double kernel_bytes) noexcept;

/// Cycles that no estimate of the kernel is below, for so many useful multiply-adds: those at the FMA peak,
/// less what tiles can save at most.
[[nodiscard]] double fewest_winograd_cycles(const Problem& problem, const KernelInfo& kernel,
                                            double macs) noexcept;

}  // namespace convt::detail
