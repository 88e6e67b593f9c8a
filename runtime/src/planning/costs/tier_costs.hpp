#pragma once

#include "planning/registry.hpp"

namespace convt::detail {

/// What a core does with kernels of a tier: the cost models' data (docs/selection.md). The values stand in
/// tier_costs.inc, a column for each kind of core, which bench/cost_model fits to measurements.
struct TierCosts {
    double lanes;              ///< floats per register
    double fmas;               ///< vector multiply-adds per cycle
    double loads;              ///< vector loads, and loads of addresses, per cycle
    double broadcasts;         ///< broadcast loads per cycle
    double move_element;       ///< cycles to copy one element between cached blocks
    double transpose_element;  ///< cycles to transpose one element between cached blocks
    double planar_slowdown;    ///< of a planar tile's products, whose inputs cross cache lines
    double store_strided;      ///< cycles to store one element of a planar tile, channels_last
    double l2_bytes;           ///< per cycle, of a direct kernel that comes from L2
    double l3_bytes;           ///< the same of one whose weights for one phase do not stay in L2
    double far_run;            ///< cycles more for one of several runs of a pixel that go to memory
    double far_lines;          ///< lines of outputs to memory that a tile may ask for at once; 1000: any
    double far_line;           ///< cycles for each further one
    double hidden_weights;     ///< share of the shorter of both where a tile reads all weights once
    double stream_bytes;       ///< per cycle, of a kernel that comes from memory
    double near_bytes;         ///< the same of one that L3 holds
    double kept_bytes;         ///< the same of one that L2 keeps from run to run
    double kept_weights;       ///< the same of a direct kernel
    double near_again;         ///< the same when a further block reads it
    double hidden_stream;      ///< share of the shorter of multiplying and streaming that the longer hides
    double hidden_ahead;       ///< the same where tiles ask for the next node's kernel; 0: not measured
    double kernel_part;        ///< bytes of a Winograd kernel that all blocks pass before the next part
    double stage_bytes;        ///< of a block's channels_last inputs, beside weights that pass by
    double few_tiles;          ///< fewer tiles in a block of a Winograd kernel re-read it too often
    double nodes_in_cache;     ///< bytes of nodes that L2 holds while all units meet them
    double tap_vector;         ///< cycles to load one vector of a tapped kernel's columns and add it
    double node_vector;        ///< cycles to load, add up and store one vector of a Winograd kernel's nodes
    double product_vector;     ///< cycles to load one vector of a Winograd kernel's products and add it up
    double output_vector;      ///< cycles to activate and store one vector of its outputs
    // Regions: direct, planar, rows, depthwise and depthrows kernels.
    double weight_bytes;     ///< per cycle, of a direct or tapped kernel that L2 does not keep
    double call;             ///< cycles to enter a region kernel
    double pixel_offset;     ///< cycles to work out one pixel's offsets
    double tile;             ///< cycles to fill the pipeline of a register tile and leave its loops
    double store_close;      ///< cycles to store one element of a planar tile, channels_first
    double inner_sum;        ///< cycles to add up the lanes of one sum of an inner tile and store it
    double stacked_address;  ///< cycles for each tap of a tile and address that the stack keeps
    double pixel_run;        ///< cycles to copy one pixel's channels that lie among those of other groups
    double copy_row;         ///< cycles to enter the copy of a channel's row into planes
    double rows_store;       ///< cycles to activate a register of a rows tile's outputs, shuffle and store it
    double rows_far_line;    ///< cycles for each further line of a rows tile to memory
    double depthwise_tile;   ///< cycles to leave one depthwise tile for the next
    double
        depthrows_store;  ///< cycles to activate a register of a depthrows tile's sums, shuffle and store it
    double narrow_slowdown;  ///< of depthwise rows shorter than a tile, computed pixel by pixel
    // Tapped kernels.
    double tapped_call;        ///< cycles to enter the multiply
    double tapped_place;       ///< cycles to work out one place's offsets
    double tapped_row;         ///< cycles to enter the gather, list its taps and copy the row
    double tapped_efficiency;  ///< share of the FMA peak that the multiply reaches
    double near_tap_vector;    ///< tap_vector of columns that stay in L1
    double tapped_store;       ///< cycles to activate and store a vector of outputs
    double tapped_transpose;   ///< cycles to transpose one element of channels_first inputs
    double tapped_split;       ///< cycles to move one element of the row to channels_first outputs of several
                               ///< channels
    double tapped_far_element;  ///< cycles more to store one element to memory
    // Scatter kernels; for the rest the costs of tapped ones.
    double scatter_efficiency;  ///< share of the FMA peak that the multiply reaches
    // Tapplanar kernels.
    double planes_slowdown;       ///< of the multiply, against its ideal time
    double planes_in_place;       ///< the same of inputs that are read where they lie
    double planes_store_sum;      ///< cycles to store a register of sums
    double planes_l2_bytes;       ///< per cycle, of inputs that come from L2 for a further block of columns
    double planes_transpose;      ///< cycles to transpose one channels_last input
    double planes_copy;           ///< cycles to copy one channels_first input
    double planes_fetched;        ///< cycles more for a channels_last input from memory, fetched ahead
    double planes_fetched_again;  ///< cycles more for it in each further block of columns
    double planes_pushed_out;     ///< cycles more for one that its call pushes out of L1
    double planes_far_copy;       ///< cycles more for a channels_first input from memory
    double planes_row;            ///< cycles to list the taps of a row of outputs
    double planes_gather;         ///< cycles of a call of the gather
    double planes_tap_loads;      ///< loads to fetch a vector of columns and add it
    double planes_wide_tap;  ///< cycles for a vector of 16 columns, which nearly always crosses a cache line
    double planes_move_output;   ///< cycles to copy an output from our own row to the caller's
    double planes_far_output;    ///< cycles more for one that goes to memory
    double planes_task;          ///< cycles of a task
    double planes_margin;        ///< by which others go before where estimates are close
    double planes_first_margin;  ///< the same in channels_first, where planar kernels take down to half of
                                 ///< their estimate
    // Winograd kernels.
    double winograd_block;  ///< cycles to enter a block's three steps
    double winograd_unit;   ///< cycles to enter them for a unit
    double
        winograd_efficiency;  ///< share of the FMA peak that the multiply reaches with its operands in cache
    double winograd_margin;   ///< that its memory and accuracy must be worth
    double shared_memory;     ///< by which each of several threads gets less of stream_bytes
    // Follows from the CPU.
    double l2_keeps;  ///< bytes of a kernel that stay in L2 from run to run; 0: not known
};

/// Loads of addresses in one step: x86 tiles of more than 12 pixels keep all addresses but 8 on the stack,
/// and load them for each turn of input channels (schedules/strategies/direct.cpp,
/// schedules/strategies/tapped.cpp).
[[nodiscard]] constexpr double address_loads(const KernelInfo& kernel, int channels_per_turn) noexcept {
    const bool spills = kernel.isa != Isa::neon && kernel.tile_pixels > 12;
    return spills ? double(kernel.tile_pixels - 8) / channels_per_turn : 0;
}

/// Those of a kernel's tier: on this CPU, or on any that has the tier.
[[nodiscard]] const TierCosts& costs_of(const KernelInfo& kernel) noexcept;

/// Outputs beyond this many bytes go to memory instead of a cache.
inline constexpr double kFarOutputBytes = 2 << 20;

/// Cycles of so many multiply-adds at the FMA peak of a kernel's tier.
[[nodiscard]] double peak_cycles(const KernelInfo& kernel, double macs) noexcept;

/// False for kernels of base beside those of AVX2, which have twice the lanes and fused multiply-adds: base's
/// are then for output channels alone that no register of AVX2 holds, where a kernel needs whole registers.
[[nodiscard]] bool tier_is_worth(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest,
                                 bool any_channels) noexcept;

}  // namespace convt::detail
