#pragma once

#include "convt/plan.hpp"

namespace convt::tools {

/// Whether this CPU and this build have the multiply-adds of a tier.
bool can_measure_fma_peak(Isa isa);

/// Measures the most float32 GFLOP/s that `threads` threads reach together with the multiply-adds of one
/// tier (base: a multiplication and an addition), from registers alone. Takes about 0.2 s.
/// Throws InputError for a tier that cannot be measured.
double fma_peak_gflops(Isa isa, int threads);

/// Memory traffic in GB/s of all threads together; a copied byte counts twice, as read and as written.
struct Bandwidth {
    double read = 0;
    double copy = 0;
};

/// Measures main memory with buffers of 256 MiB in all. Takes about a second.
Bandwidth memory_bandwidth(int threads);

}  // namespace convt::tools
