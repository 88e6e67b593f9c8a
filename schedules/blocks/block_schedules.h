#pragma once

#include "algorithms/blocks/curve.h"
#include "algorithms/blocks/prelu.h"
#include "algorithms/blocks/transpose.h"

namespace convt::schedules {

/// Most lines of a square that is transposed in registers: more would need more registers than AVX2 has.
inline constexpr int kMostTransposedLines = 8;

/// Place the loops of what is done to a block of a tensor while it is in cache.
void schedule_transpose(generators::Transpose& algorithm, const Halide::Pipeline& pipeline);
void schedule_activate(generators::Activate& algorithm, const Halide::Target& target);
void schedule_prelu(generators::Prelu& algorithm, const Halide::Target& target);
/// @param columns  extent of `to` along x
void schedule_convert(Halide::Func to, const Halide::Var& x, const Halide::Expr& columns,
                      const Halide::Target& target);

}  // namespace convt::schedules
