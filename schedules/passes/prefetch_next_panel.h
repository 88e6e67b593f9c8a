#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// A *panel* is the part of packed weights that all register tiles read before any reads more: a block of
/// channels, for a phase's taps or for a node. While they multiply it, each tile prefetches its share of the
/// panel that comes next, into L2. Without, the first tile of a panel waits for its way from memory or L3,
/// however many tiles follow. Where one tile alone reads a panel, every line would be prefetched twice: it
/// leaves the next panel to prefetch_stream.h. To be called when the pipeline's outputs are defined.
///
/// Xeon (model 207), one thread, 2026-11-28, Winograd layers whose blocks have two register tiles: `dac_u0`
/// 1.25, `gan3d_l2` 1.2, `bigvgan_u0` 1.18, `demucs_d0` 1.15 times as fast, and no others slower; with one
/// tile, if it prefetched as well, 0.89 to 0.95 (`stylegan2_8`, `deconvnet_42`, `pix2pix_l6`). In place of
/// prefetching lines of the same panel (prefetch_stream.h) 0.85 to 0.97 of that, into L1 no gain at all. 32
/// wide layers of direct kernels 1.03 (`swinunetr_3` 1.18). AVX2 kernels there 0.97 where caches hold all
/// weights, if tiles prefetch more often than once for half a line.

/// For loops over nodes (dimension 2 of `buffer`), blocks (dimension 3) and tiles.
void prefetch_next_node(Halide::Pipeline pipeline, const std::string& buffer);

/// For loops over blocks, which lie `block_stride` elements apart, and tiles.
void prefetch_next_block(Halide::Pipeline pipeline, const std::string& buffer,
                         const Halide::Expr& block_stride);

/// The same for panels that one tile may read alone, in rows too short for the core to see ahead: it
/// prefetches every line.
void prefetch_next_block_line_by_line(Halide::Pipeline pipeline, const std::string& buffer,
                                      const Halide::Expr& block_stride);

}  // namespace convt::schedules
