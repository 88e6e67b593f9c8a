#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Innermost loops that read whole vectors of `buffer`, one after another, ask for the line that they read
/// `bytes_ahead` later. Loads alone keep so few lines on their way that a kernel from memory or L3 arrives at
/// half the speed of either. To be called when the pipeline's outputs are defined.
void stream_ahead(Halide::Pipeline pipeline, const std::string& buffer, int bytes_ahead);

/// What suits packed weights that one register tile of 12 pixels uses up: far enough for memory's latency,
/// near enough for L1. Measured with 75 MB of weights (AVX-512, Zen 4, one thread, 2026-11-25): 80 GFLOP/s
/// without, 89 with 1 KiB, 99 with 2 KiB, 102 with 4 KiB, 101 with 8 KiB, 102 with all of it in L2.
///
/// Halide asks for lines that are used once (prefetchnta), which do not enter L2 and so not Zen's L3. Tiles
/// of 1 to 4 pixels use weights up faster than memory brings them and took up to twice as long with it, where
/// L3 had kept the weights from the call before.
inline constexpr int kWeightBytesAhead = 4096;
inline constexpr int kStreamedPixels = 12;

}  // namespace convt::schedules
