#pragma once

#include <vector>

#include "Halide.h"

namespace convt::schedules {

/// The statement with its innermost loops cut into parts, a share of `prefetches` before each part of a
/// loop's first run: so many lines at once would take all line fill buffers of L1, and the loop's loads would
/// wait for one of them. Undefined where the statement has no loop.
Halide::Internal::Stmt with_prefetches_between(const Halide::Internal::Stmt& stmt,
                                               const std::vector<Halide::Internal::Stmt>& prefetches,
                                               int parts);

}  // namespace convt::schedules
