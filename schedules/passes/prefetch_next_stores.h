#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Before each vector that is stored to `buffer` asks for the line so many floats behind it: where several
/// runs are written at a time, each too short for the hardware's prefetchers. To be called when the
/// pipeline's outputs are defined.
///
/// Turning squares of 8x8 into planes of 16 MB took 0.67 of the time one line ahead, and as long as without
/// from four lines on (Xeon model 207, one thread, 2026-11-27).
void fetch_ahead(Halide::Pipeline pipeline, const std::string& buffer, int floats);

}  // namespace convt::schedules
