#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "contract/kernel_contract.h"

namespace convt::schedules {

/// Innermost loops that read whole vectors of `buffer`, one after another, prefetch the line that they read
/// `bytes_ahead` later. Loads alone keep so few lines on their way that a kernel from memory or L3 arrives at
/// half the speed of either. To be called when the pipeline's outputs are defined.
void prefetch_stream(Halide::Pipeline pipeline, const std::string& buffer, int bytes_ahead);

/// Dense vector loads of one buffer in a loop's body: the first element of each line that they read, how many
/// elements they read and of which type, and whether the body has loops itself.
struct DenseLoads {
    std::vector<Halide::Expr> lines;
    int elements = 0;
    Halide::Type element;
    bool has_loop = false;
};
DenseLoads dense_loads(const Halide::Internal::Stmt& body, const std::string& buffer);

/// A place so many elements after an index, in 64 bits, so that the address of the index serves with a
/// displacement.
Halide::Expr elements_ahead(const Halide::Expr& index, int elements);

/// The distance that suits packed weights that one register tile of 12 pixels uses up: far enough for
/// memory's latency, near enough for L1. Measured with 75 MB of weights (AVX-512, Zen 4, one thread,
/// 2026-11-25, prefetchnta): 80 GFLOP/s without, 89 with 1 KiB, 99 with 2 KiB, 102 with 4 KiB, 101 with 8
/// KiB, 102 with all of it in L2.
///
/// Into every cache (prefetcht0), not past them like Halide's own prefetch (prefetchnta): Intel's L3 holds
/// nothing that passed by L2, so weights came from memory each time. Xeon (model 207), one thread,
/// 2026-11-27: L3 delivers 29 GB/s with prefetcht0 or none, 10 with prefetchnta; Winograd layers with 4 MB of
/// weights and more are 2 to 4 times as fast with prefetcht0 as with prefetchnta, and 1.1 to 1.5 times as
/// without.
using contract::kWeightBytesAhead;

/// Bytes of weights that a direct tile may take for each vector product if it is to prefetch them: a tile
/// that takes more only waits for its own prefetches. AVX-512's c48p8 (8 bytes) with 17 MB of weights 1.7
/// times as fast on the Xeon; AVX2's c24p4 (8) with 8 MB and more 1.04 to 1.2 times on Zen 1; AVX-512's c64p4
/// (16) no different on the Xeon and 0.55 to 0.95 on Zen 4 (2026-11-27, 7 layers of 4 MB and more), tiles of
/// one pixel (32) 0.75 to 0.87 on Zen 1.
inline constexpr int kStreamedBytes = 8;

}  // namespace convt::schedules
