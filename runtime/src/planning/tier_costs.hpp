#pragma once

#include "planning/registry.hpp"

namespace convt::detail {

/// What one core gets of a direct kernel from L3 while it computes.
inline constexpr double kWeightBytesPerCycle = 8;

/// What a tier's cores do per cycle. The cost models' data (docs/selection.md). far_run is from Zen 4: 30 to
/// 47 cycles, for runs of 64 to 256 bytes. kernel_part is from Zen 3: a kernel of 4 MiB is multiplied at 95
/// to 100 % of the FMA peak, one of 16 MiB at 60 to 75 % (2026-11-24). planar_slowdown as well: 50 to 65 % of
/// the peak where direct tiles reach 85 to 95 %.
struct TierCosts {
    double lanes = 4;              ///< floats per register
    double fmas = 2;               ///< vector multiply-adds per cycle
    double loads = 2;              ///< vector loads, and loads of addresses, per cycle
    double broadcasts = 2;         ///< broadcast loads per cycle
    double move_element = 0.3;     ///< cycles to copy one element between cached blocks
    double turn_element = 0.8;     ///< cycles to transpose one element between cached blocks
    double planar_slowdown = 1.6;  ///< of a planar tile's products, whose inputs cross cache lines
    double store_strided = 1.5;    ///< cycles to store one element of a planar tile, channels_last
    double l2_bytes = 24;          ///< per cycle, of a direct kernel that comes from L2
    double l3_bytes = 24;          ///< the same of one whose weights for one phase do not stay in L2
    double far_run = 40;           ///< cycles more for one of several runs of a pixel that go to memory
    double far_lines = 1000;       ///< lines of outputs to memory that a tile may ask for at once; 1000: any
    double far_line = 15;          ///< cycles for each further one
    double hidden_weights = 0;     ///< share of the shorter of both where a tile reads all weights once
    double stream_bytes = 8;       ///< per cycle, of a kernel that comes from memory
    double near_bytes = 48;        ///< the same of one that L3 holds
    double kept_bytes = 48;        ///< the same of one that L2 keeps from run to run
    double kept_weights = kWeightBytesPerCycle;  ///< the same of a direct kernel
    double near_again = 48;                      ///< the same when a further block reads it
    double hidden_stream = 0;  ///< share of the shorter of multiplying and streaming that the longer hides
    double hidden_ahead = 0;   ///< the same where tiles ask for the next node's kernel; 0: not measured
    double kernel_part = 4 << 20;  ///< bytes of a Winograd kernel that all blocks pass before the next part
    std::int64_t stage_bytes = 256 << 10;  ///< of a block's channels_last inputs, beside weights that pass by
    std::int32_t few_tiles = 24;  ///< fewer tiles in a block of a Winograd kernel re-read it too often
    double l2_keeps = 0;          ///< bytes of a kernel that stay in L2 from run to run; 0: not known
    std::int64_t nodes_in_cache = 256 << 10;  ///< bytes of nodes that L2 holds while all units meet them
    double tap_vector = 0.7;   ///< cycles to load one vector of a tapped kernel's columns and add it
    double node_vector = 2.5;  ///< cycles to load, add up and store one vector of a Winograd kernel's nodes
    double product_vector = 1.5;  ///< cycles to load one vector of a Winograd kernel's products and add it up
    double output_vector = 3;     ///< cycles to activate and store one vector of its outputs
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

/// Cycles of so many multiply-adds at the FMA peak of a kernel's tier.
[[nodiscard]] double peak_cycles(const KernelInfo& kernel, double macs) noexcept;

/// False for kernels of base beside those of AVX2, which have twice the lanes and fused multiply-adds: base's
/// are then for output channels alone that no register of AVX2 holds, where a kernel needs whole registers.
[[nodiscard]] bool tier_is_worth(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest,
                                 bool any_channels) noexcept;

}  // namespace convt::detail
