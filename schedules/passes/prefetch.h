#pragma once

#include "Halide.h"

namespace convt::schedules {

/// Elements of a type in a cache line.
int elements_of_line(const Halide::Type& element);

/// A statement that prefetches the cache line of an element of a buffer, into every cache level (prefetcht0).
/// `index` counts elements of this type.
Halide::Internal::Stmt prefetch_line(const Halide::Expr& host, const Halide::Expr& index,
                                     const Halide::Type& element);

/// The same for a line that will be stored to (prefetchw, where the target has it).
Halide::Internal::Stmt prefetch_line_to_write(const Halide::Expr& host, const Halide::Expr& index,
                                              const Halide::Type& element);

/// The loop with another body.
Halide::Internal::Stmt with_body(const Halide::Internal::For* loop, const Halide::Internal::Stmt& body);

/// Makes such a statement of every prefetch of a pipeline: Halide's own are for lines that are used once
/// (prefetchnta). Those pass by Intel's L2 and leave its L3, so the next reader waits for memory
/// (prefetch_stream.h). To be called when the pipeline's outputs are defined.
void prefetch_into_every_cache(Halide::Pipeline pipeline);

}  // namespace convt::schedules
