#pragma once

#include <cstddef>

#include "convt/plan.hpp"

namespace convt::detail {

/// What is known of a tier, whichever CPU runs.
struct TierFacts {
    Isa isa;
    const char* name;
    const char* processor;  ///< as compilers name it: x86_64, aarch64
    int register_bytes;
    const char* target;    ///< Halide's name
    const char* known_by;  ///< features by which a target is known to reach the tier, separated by spaces
};

/// Every tier, in the order of Isa. The rows are written by generators/kernel_manifest.py.
inline constexpr TierFacts kTierFacts[] = {
#include "tier_facts.inc"
};

[[nodiscard]] constexpr const TierFacts& facts_of(Isa isa) noexcept {
    return kTierFacts[static_cast<std::size_t>(isa)];
}

}  // namespace convt::detail
