#include "machine/cpu.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace convt::detail {
namespace {

#if defined(__x86_64__)
/// What one of CPUID's two leaves of caches says, which have the same form: Intel's manual, volume 2A, CPUID;
/// AMD's, volume 3, appendix E.4.
std::int64_t l2_of_leaf(unsigned leaf) noexcept {
    constexpr unsigned kMostCaches = 8;
    for (unsigned cache = 0; cache < kMostCaches; ++cache) {
        unsigned eax = 0;
        unsigned ebx = 0;
        unsigned ecx = 0;
        unsigned edx = 0;
        if (__get_cpuid_count(leaf, cache, &eax, &ebx, &ecx, &edx) == 0) return 0;
        const unsigned kind = eax & 31;
        const unsigned level = eax >> 5 & 7;
        if (kind == 0) return 0;
        if (level != 2) continue;
        const std::int64_t ways = (ebx >> 22) + 1;
        const std::int64_t parts = (ebx >> 12 & 1023) + 1;
        const std::int64_t line = (ebx & 4095) + 1;
        return ways * parts * line * (std::int64_t{ecx} + 1);
    }
    return 0;
}

std::int64_t ask_l2() noexcept {
    constexpr unsigned kIntel = 4;
    constexpr unsigned kAmd = 0x8000001D;
    const std::int64_t bytes = l2_of_leaf(kIntel);
    return bytes > 0 ? bytes : l2_of_leaf(kAmd);
}
#else
std::int64_t ask_l2() noexcept {
    return 0;
}
#endif

}  // namespace

// Asked once, as the tiers are: CPUID leaves a virtual machine.
std::int64_t l2_bytes() noexcept {
    static const std::int64_t bytes = ask_l2();
    return bytes;
}

}  // namespace convt::detail
