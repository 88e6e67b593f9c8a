#pragma once

#include "Halide.h"
#include "algorithms/prefetched.h"

namespace convt::schedules {

using generators::kLineFloats;

/// A statement that asks for the cache line of a buffer's float, into every cache level (prefetcht0).
Halide::Internal::Stmt prefetch_line(const Halide::Expr& host, const Halide::Expr& element);

/// The same for a line that will be stored to (prefetchw, where the target has it).
Halide::Internal::Stmt prefetch_line_to_write(const Halide::Expr& host, const Halide::Expr& element);

/// The loop with another body.
Halide::Internal::Stmt with_body(const Halide::Internal::For* loop, const Halide::Internal::Stmt& body);

/// Makes every request of a pipeline such a one: Halide's own are for lines that are used once
/// (prefetchnta). Those pass by Intel's L2 and leave its L3, so the next reader waits for memory
/// (prefetch_stream.h). To be called when the pipeline's outputs are defined.
void prefetch_into_every_cache(Halide::Pipeline pipeline);

}  // namespace convt::schedules
