#pragma once

#include <cstdint>

#include "convt/plan.hpp"

namespace convt::tools {

/// A loop of independent multiply-adds on registers.
struct FmaLoop {
    void (*run)(std::int64_t iterations);
    double flops_per_iteration;
};

/// Returns the loop of a tier, or one whose `run` is null when this build has none for it.
FmaLoop fma_loop(Isa isa);

}  // namespace convt::tools
