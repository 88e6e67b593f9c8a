#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Innermost loops that store to `buffer` begin with prefetches of the lines of these stores, before the
/// sums. Tiles write short runs, a pixel of outputs apart, which no hardware prefetcher follows: without,
/// stores wait for every line of an output that no cache holds. To be called when the pipeline's outputs are
/// defined.
///
/// Xeon (model 207), one thread, 2026-11-27: direct tiles 1.02 to 1.1 times as fast where outputs go to
/// memory, layers of Winograd kernels 1.08 times as fast (15 of them, geometric mean; 1.15 at most).
void prefetch_outputs(Halide::Pipeline pipeline, const std::string& buffer);

/// The same, with the innermost loops before them cut into `parts` and a share of
/// the prefetches before each (spread.h).
///
/// Xeon, one thread, 2026-11-27, three parts against all prefetches at once: 15 layers whose direct tiles
/// have several vectors 1.06 times as fast (`vnet_64` 1.17, `nnunet_32` 1.1, `second_1` 1.05), ten of rows
/// and direct kernels in channels_first 1.02; six parts 1.03 and 0.98. Tiles of one vector have no register
/// for it (0.89 to 0.96).
void prefetch_outputs_in_parts(Halide::Pipeline pipeline, const std::string& buffer, int parts);

/// Of a register tile that stores so many bytes: in parts where these are many lines and there is a register
/// for it, else at once. Intel's L1 waits for 16 lines at most; tiles of few lines lose 1 % by parts (AVX2
/// kernels).
void prefetch_outputs_of_tile(Halide::Pipeline pipeline, const std::string& buffer, int tile_bytes,
                              bool has_register);

}  // namespace convt::schedules
