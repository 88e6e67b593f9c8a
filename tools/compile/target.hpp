#pragma once

#include <string>
#include <vector>

#include "convt/plan.hpp"

namespace convt::tools {

/// What a library is compiled for: one processor family, one or more of its tiers, highest first.
struct Targets {
    std::string processor;  ///< x86_64 or aarch64
    std::vector<Isa> tiers;
    bool native = false;  ///< one of them was given as this CPU
};

/// The same with the tiers whose kernels of floats they run; avx512vnni is one of 8-bit integers alone.
[[nodiscard]] Targets targets_of_floats(Targets targets);

/// Reads the values of --target: a tier (base, avx2, avx512, avx512vnni, neon), a target as Halide and clang
/// write it
/// ("x86-64-linux-avx2-fma-f16c"), or "native". Throws InputError.
[[nodiscard]] Targets parse_targets(const std::vector<std::string>& values);

}  // namespace convt::tools
