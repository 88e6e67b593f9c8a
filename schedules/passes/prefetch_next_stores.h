#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Before each vector that is stored to `buffer`, prefetches the line so many lines after it: where several
/// runs are written at a time, each too short for the hardware's prefetchers. To be called when the
/// pipeline's outputs are defined.
///
/// Transposing squares of 8x8 into planes of 16 MB took 0.67 of the time one line ahead, and as long as
/// without from four lines on (Xeon model 207, one thread, 2026-11-27).
void prefetch_next_stores(Halide::Pipeline pipeline, const std::string& buffer, int lines);

}  // namespace convt::schedules
