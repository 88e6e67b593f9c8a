#include "base/text.hpp"
#include "machine/cpu.hpp"

#if defined(__x86_64__)
#include <cpuid.h>

#include <cstring>
#endif

namespace convt::detail {

#if defined(__x86_64__)
namespace {

struct Model {
    char vendor[13] = {};
    unsigned family = 0;
    unsigned model = 0;
};

Model ask_model() noexcept {
    Model found;
    unsigned eax = 0;
    unsigned words[3] = {};  // the vendor's name lies in ebx, edx, ecx
    if (__get_cpuid(0, &eax, &words[0], &words[2], &words[1]) == 0) return found;
    std::memcpy(found.vendor, words, sizeof(words));
    __get_cpuid(1, &eax, &words[0], &words[1], &words[2]);
    const unsigned base_family = eax >> 8 & 15;
    found.family = base_family + (base_family == 15 ? eax >> 20 & 255 : 0);
    found.model = (eax >> 4 & 15) | (eax >> 12 & 0xF0);
    return found;
}

/// How many bits of a register AMD's cores with AVX-512 multiply at once; 0 for other cores.
int amd_avx512_width() noexcept {
    constexpr unsigned kZen4 = 0x19, kZen5 = 0x1A;
    const Model own = ask_model();
    if (std::strcmp(own.vendor, "AuthenticAMD") != 0 || !cpu_runs(Isa::avx512)) return 0;
    if (own.family == kZen4) return 256;
    // Those of notebooks: Strix Point and Krackan Point.
    const bool narrow = own.model >> 4 == 2 || own.model >> 4 == 6;
    return own.family != kZen5 ? 0 : narrow ? 256 : 512;
}

/// Asked once: CPUID leaves a virtual machine.
int known_amd_avx512_width() noexcept {
    static const int width = amd_avx512_width();
    return width;
}

}  // namespace

std::string cpu_model() {
    const Model own = ask_model();
    if (own.vendor[0] == 0) return "unknown";
    return text(own.vendor, '-', own.family, '-', own.model);
}

bool splits_avx512() noexcept {
    return known_amd_avx512_width() == 256;
}

bool is_wide_zen5() noexcept {
    return known_amd_avx512_width() == 512;
}
#else
/// Which core it is, is the operating system's to tell: one name for all of them.
std::string cpu_model() {
    return "aarch64";
}

bool splits_avx512() noexcept {
    return false;
}

bool is_wide_zen5() noexcept {
    return false;
}
#endif

}  // namespace convt::detail
