#pragma once

#include <cstdint>
#include <string>

#include "convt/plan.hpp"

namespace convt::detail {

/// True when this CPU and its operating system can run kernels of that tier. Not capped by CONVT_MAX_ISA.
[[nodiscard]] bool cpu_runs(Isa isa) noexcept;

/// What detect_isa() returns, or why CONVT_MAX_ISA is no cap: invalid_argument.
[[nodiscard]] Result<Isa> capped_isa();

/// Vendor, family and model of this CPU, joined by '-'.
[[nodiscard]] std::string cpu_model();

/// The tier whose kernels of floats a tier runs: avx512vnni adds kernels of 8-bit inputs alone.
[[nodiscard]] Isa tier_of_floats(Isa isa) noexcept;

/// True when a kernel of tier `isa` may be used under the cap `highest`.
[[nodiscard]] bool within(Isa isa, Isa highest) noexcept;

/// True when AVX-512 multiplies half a register at a time, so that it multiplies no faster than AVX2: AMD's
/// Zen 4, and Zen 5 of notebooks.
[[nodiscard]] bool splits_avx512() noexcept;

/// True on AMD's Zen 5 where AVX-512 multiplies whole registers.
[[nodiscard]] bool is_wide_zen5() noexcept;

/// The same of AVX2: AMD's Zen 1 and Excavator.
[[nodiscard]] bool splits_avx2() noexcept;

/// Bytes of the second level of cache that a core sees; 0 where it does not say.
[[nodiscard]] std::int64_t l2_bytes() noexcept;

}  // namespace convt::detail
