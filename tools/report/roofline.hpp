#pragma once

#include <cstdint>
#include <optional>

#include "convt/desc.hpp"
#include "convt/plan.hpp"

namespace convt::tools {

/// Least work of a problem: what any kernel that sums products directly must do.
struct LeastWork {
    std::int64_t macs = 0;   ///< multiply-adds that reach an output
    std::int64_t bytes = 0;  ///< inputs and kernel read once, outputs written once
};
[[nodiscard]] LeastWork least_work(const ConvTransposeDesc& desc);

/// What a machine can do at most, for float32.
struct Roofline {
    Isa isa = Isa::base;
    int threads = 1;
    double gflops = 0;  ///< two operations for each multiply-add
    double gbps = 0;    ///< main memory, the faster of reading and copying
};

/// Measures this machine with the multiply-adds of a tier. Takes about 2 s. Throws InputError.
[[nodiscard]] Roofline measure_roofline(Isa isa, int threads);

/// The least time of a problem under a roofline, in milliseconds.
struct LeastTime {
    double arithmetic_ms = 0;
    double memory_ms = 0;

    [[nodiscard]] bool memory_bound() const { return memory_ms > arithmetic_ms; }
    [[nodiscard]] double ms() const { return memory_bound() ? memory_ms : arithmetic_ms; }
};
/// Sums of float64 fill registers with half as many values. Nothing for types that are not floats, whose
/// products are not measured.
[[nodiscard]] std::optional<LeastTime> least_time(const ConvTransposeDesc& desc, const Roofline& roofline);

}  // namespace convt::tools
