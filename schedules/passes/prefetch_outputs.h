#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Innermost loops that store to `buffer` ask for the lines of those stores before anything else: for this
/// turn's, where long sums come first, or for those of `turns` turns later of the loop around. Tiles write
/// short runs, a pixel of outputs apart, which no hardware prefetcher follows: without, stores wait for every
/// line of an output that no cache holds. To be called when the pipeline's outputs are defined.
///
/// Xeon (model 207), one thread, 2026-11-27: direct tiles 1.02 to 1.1 times as fast where outputs go to
/// memory. Layers of Winograd kernels 1.08 times as fast (15 of them, geometric mean; 1.15 at most) two turns
/// ahead, as with four.
void fetch_outputs(Halide::Pipeline pipeline, const std::string& buffer, int turns = 0);

/// The same for this turn's stores, with the innermost loops before them cut into `parts` and a share of the
/// requests before each (spread.h).
///
/// Xeon, one thread, 2026-11-27, three parts against all requests at once: 15 layers whose direct tiles have
/// several vectors 1.06 times as fast (`vnet_64` 1.17, `nnunet_32` 1.1, `second_1` 1.05), ten of rows and
/// direct kernels in channels_first 1.02; six parts 1.03 and 0.98. Tiles of one vector have no register for
/// it (0.89 to 0.96).
void fetch_outputs_between(Halide::Pipeline pipeline, const std::string& buffer, int parts);

}  // namespace convt::schedules
