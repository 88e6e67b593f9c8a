#include "machine/cpu.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdlib>
#include <iterator>
#include <string_view>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "base/text.hpp"
#include "machine/tier_facts.hpp"

namespace convt {
namespace {

constexpr std::size_t kTierCount = std::size(detail::kTierFacts);

#if defined(__x86_64__)
constexpr std::array<Isa, 4> kTiers = {Isa::avx512vnni, Isa::avx512, Isa::avx2, Isa::base};

// __builtin_cpu_supports of older clangs does not know this name.
bool has_f16c() noexcept {
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}
#else
constexpr std::array<Isa, 1> kTiers = {Isa::neon};
#endif

// The features that kernels of a tier are compiled with (generators/kernels.toml).
bool has_features(Isa isa) noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    switch (isa) {
#include "tier_checks.inc"
    }
    return false;
#else
    return isa == Isa::neon;
#endif
}

std::bitset<kTierCount> ask_cpu() noexcept {
    std::bitset<kTierCount> tiers;
    for (Isa isa : kTiers) tiers[static_cast<std::size_t>(isa)] = has_features(isa);
    return tiers;
}

Isa highest_tier() noexcept {
    for (Isa isa : kTiers) {
        if (detail::cpu_runs(isa)) return isa;
    }
    return kTiers.back();
}

/// CONVT_MAX_ISA; empty when it is not set.
std::string_view stated_cap() noexcept {
    const char* cap = std::getenv("CONVT_MAX_ISA");
    return cap != nullptr ? cap : "";
}

}  // namespace

const char* isa_name(Isa isa) noexcept {
    const auto index = static_cast<std::size_t>(isa);
    return index < kTierCount ? detail::kTierFacts[index].name : "unknown";
}

std::optional<Isa> parse_isa(const std::string& name) noexcept {
    for (std::size_t i = 0; i < kTierCount; ++i) {
        if (name == detail::kTierFacts[i].name) return static_cast<Isa>(i);
    }
    return std::nullopt;
}

Isa detect_isa() noexcept {
    const Isa highest = highest_tier();
    for (Isa isa : kTiers) {
        if (stated_cap() == isa_name(isa)) return std::min(isa, highest);
    }
    return highest;
}

namespace detail {

// Asked once: CPUID leaves a virtual machine, which takes tens of microseconds.
bool cpu_runs(Isa isa) noexcept {
    static const auto tiers = ask_cpu();
    const auto index = static_cast<std::size_t>(isa);
    return index < tiers.size() && tiers[index];
}

Result<Isa> capped_isa() {
    const std::string_view cap = stated_cap();
    std::string names;
    for (Isa isa : kTiers) {
        if (cap == isa_name(isa)) return detect_isa();
        names += (names.empty() ? "" : ", ") + std::string(isa_name(isa));
    }
    if (cap.empty()) return detect_isa();
    return invalid("CONVT_MAX_ISA is '", cap, "'; it must be one of ", names);
}

bool splits_avx2() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_is("znver1") || __builtin_cpu_is("bdver4");
#else
    return false;
#endif
}

Isa tier_of_floats(Isa isa) noexcept {
    return isa == Isa::avx512vnni ? Isa::avx512 : isa;
}

bool within(Isa isa, Isa highest) noexcept {
    if ((isa == Isa::neon) != (highest == Isa::neon)) return false;
    return isa <= highest;
}

}  // namespace detail
}  // namespace convt
