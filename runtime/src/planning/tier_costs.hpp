#pragma once

#include "planning/registry.hpp"

namespace convt::detail {

/// What one core gets of a direct kernel from L3 while it computes.
inline constexpr double kWeightBytesPerCycle = 8;

/// What a core does with kernels of a tier: the cost models' data (docs/selection.md). The values stand in
/// tier_costs.inc, a column for each kind of core, which bench/cost_model fits to measurements.
struct TierCosts {
    double lanes;            ///< floats per register
    double fmas;             ///< vector multiply-adds per cycle
    double loads;            ///< vector loads, and loads of addresses, per cycle
    double broadcasts;       ///< broadcast loads per cycle
    double move_element;     ///< cycles to copy one element between cached blocks
    double turn_element;     ///< cycles to transpose one element between cached blocks
    double planar_slowdown;  ///< of a planar tile's products, whose inputs cross cache lines
    double store_strided;    ///< cycles to store one element of a planar tile, channels_last
    double l2_bytes;         ///< per cycle, of a direct kernel that comes from L2
    double l3_bytes;         ///< the same of one whose weights for one phase do not stay in L2
    double far_run;          ///< cycles more for one of several runs of a pixel that go to memory
    double far_lines;        ///< lines of outputs to memory that a tile may ask for at once; 1000: any
    double far_line;         ///< cycles for each further one
    double hidden_weights;   ///< share of the shorter of both where a tile reads all weights once
    double stream_bytes;     ///< per cycle, of a kernel that comes from memory
    double near_bytes;       ///< the same of one that L3 holds
    double kept_bytes;       ///< the same of one that L2 keeps from run to run
    double kept_weights;     ///< the same of a direct kernel
    double near_again;       ///< the same when a further block reads it
    double hidden_stream;    ///< share of the shorter of multiplying and streaming that the longer hides
    double hidden_ahead;     ///< the same where tiles ask for the next node's kernel; 0: not measured
    double kernel_part;      ///< bytes of a Winograd kernel that all blocks pass before the next part
    double stage_bytes;      ///< of a block's channels_last inputs, beside weights that pass by
    double few_tiles;        ///< fewer tiles in a block of a Winograd kernel re-read it too often
    double nodes_in_cache;   ///< bytes of nodes that L2 holds while all units meet them
    double tap_vector;       ///< cycles to load one vector of a tapped kernel's columns and add it
    double node_vector;      ///< cycles to load, add up and store one vector of a Winograd kernel's nodes
    double product_vector;   ///< cycles to load one vector of a Winograd kernel's products and add it up
    double output_vector;    ///< cycles to activate and store one vector of its outputs
    double l2_keeps;         ///< bytes of a kernel that stay in L2 from run to run; 0: not known
};

/// Loads of addresses in one step: x86 tiles of more than 12 pixels keep all addresses but 8 on the stack,
/// and load them for each turn of input channels (schedules/strategies/direct.cpp,
/// schedules/strategies/tapped.cpp).
[[nodiscard]] constexpr double address_loads(const KernelInfo& kernel, int channels_per_turn) noexcept {
    const bool spills = kernel.isa != Isa::neon && kernel.tile_pixels > 12;
    return spills ? double(kernel.tile_pixels - 8) / channels_per_turn : 0;
}

/// Those of a kernel's tier: on this CPU, or on any that has the tier.
[[nodiscard]] TierCosts costs_of(const KernelInfo& kernel) noexcept;

/// Outputs beyond this many bytes go to memory instead of a cache (64 to 64 channels, 4 MiB of outputs: tiles
/// that write whole pixels take 0.87 of the time, Zen 4, 2026-11-25).
inline constexpr double kFarOutputBytes = 2 << 20;
/// Entering the copy of a channel's row into planes.
inline constexpr double kCopyRowCycles = 7.4;
/// Filling the pipeline of a register tile and leaving its loops.
inline constexpr double kTileCycles = 30;

}  // namespace convt::detail
