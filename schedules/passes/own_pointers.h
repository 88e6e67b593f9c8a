#pragma once

#include <string>

#include "Halide.h"

namespace convt::schedules {

/// Innermost loops read scalars of `buffer` through a pointer for each of the places they read from, which
/// every iteration computes anew, instead of through a base and an index that all share.
///
/// AVX-512 multiplies by a scalar in memory in one instruction. Intel's cores split it into two operations
/// when the address has an index, so that a tile of one vector, whose every product has an address, takes 2.1
/// operations a product; with pointers and 8 channels an iteration 1.4. LLVM prefers the index, and any sum
/// that it can see through, so each pointer is XORed with `zero`: a value that is 0 whenever the kernel is
/// called, which LLVM cannot know.
///
/// Xeon (model 207, AVX-512 in one cycle, a virtual machine whose cores' other threads belong to others), one
/// thread, 2026-11-27: ten layers of 12 to 31 output channels ran 1.15 times as fast in the mean
/// (medians; 1.06 by fastest calls). Loops in L1 reach 0.95 of the FMA peak with an index and 0.99 with
/// pointers while the core's other thread rests, 0.55 and 0.83 while it works.
///
/// To be called when the pipeline's outputs are defined.
void read_through_own_pointers(Halide::Pipeline pipeline, const std::string& buffer,
                               const Halide::Expr& zero);

}  // namespace convt::schedules
