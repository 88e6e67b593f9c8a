#include "base/text.hpp"
#include "machine/cpu.hpp"

#if defined(__x86_64__)
#include <cpuid.h>

#include <cstring>
#endif

namespace convt::detail {

#if defined(__x86_64__)
std::string cpu_model() {
    unsigned eax = 0;
    unsigned words[3] = {};  // the vendor's name lies in ebx, edx, ecx
    if (__get_cpuid(0, &eax, &words[0], &words[2], &words[1]) == 0) return "unknown";
    char vendor[sizeof(words) + 1] = {};
    std::memcpy(vendor, words, sizeof(words));
    __get_cpuid(1, &eax, &words[0], &words[1], &words[2]);
    const unsigned base_family = eax >> 8 & 15;
    const unsigned family = base_family + (base_family == 15 ? eax >> 20 & 255 : 0);
    const unsigned model = (eax >> 4 & 15) | (eax >> 12 & 0xF0);
    return text(vendor, '-', family, '-', model);
}
#else
/// Which core it is, is the operating system's to tell: one name for all of them.
std::string cpu_model() {
    return "aarch64";
}
#endif

}  // namespace convt::detail
