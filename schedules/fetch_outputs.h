#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Each register tile asks for the lines of `buffer` that it will store to before it starts to sum. Tiles
/// write short runs, a pixel of outputs apart, which no hardware prefetcher follows: without, stores wait for
/// every line of an output that no cache holds. To be called when the pipeline's outputs are defined.
void fetch_outputs(Halide::Pipeline pipeline, const std::string& buffer);

}  // namespace convt::schedules
