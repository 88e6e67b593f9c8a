#include "compile/target.hpp"

#include <algorithm>
#include <set>

#include "support/input_error.hpp"
#include "support/parse_numbers.hpp"

namespace convt::tools {
namespace {

/// Features by which a target is known to reach a tier; what they imply need not be written.
struct TierFeatures {
    Isa isa;
    std::vector<std::string> required;
};

const std::vector<TierFeatures>& x86_tiers() {
    static const std::vector<TierFeatures> tiers{
        {Isa::avx512, {"avx512_skylake"}},
        {Isa::avx2, {"avx2", "fma", "f16c"}},
        {Isa::base, {}},
    };
    return tiers;
}

Isa tier_of(const std::string& text, const std::set<std::string>& features) {
    static const std::set<std::string> known{"sse41", "avx",    "avx2",          "fma",
                                             "f16c",  "avx512", "avx512_skylake"};
    for (const std::string& feature : features) {
        if (!known.contains(feature)) {
            throw InputError("--target is '" + text + "'; no kernel is compiled for the feature '" + feature +
                             "'");
        }
    }
    for (const TierFeatures& tier : x86_tiers()) {
        const bool all = std::all_of(tier.required.begin(), tier.required.end(),
                                     [&](const std::string& f) { return features.contains(f); });
        if (all) return tier.isa;
    }
    return Isa::base;
}

Isa parse_target(const std::string& text) {
    if (text == "native") return detect_isa();
    if (const auto isa = parse_isa(text)) return *isa;
    std::vector<std::string> parts = split(text, '-');
    const auto starts = [&](const std::vector<std::string>& with) {
        return parts.size() >= with.size() && std::equal(with.begin(), with.end(), parts.begin());
    };
    if (starts({"arm", "64", "linux"}) && parts.size() == 3) return Isa::neon;
    if (starts({"x86", "64", "linux"})) return tier_of(text, {parts.begin() + 3, parts.end()});
    const bool no_tier = starts({"wasm"}) || starts({"riscv"});
    throw InputError("--target is '" + text + "'; " +
                     (no_tier ? "convt has no tier for WebAssembly and RISC-V; " : "") +
                     "it must be native, base, avx2, avx512, neon, or a target such as "
                     "x86-64-linux-avx2-fma-f16c or arm-64-linux");
}

std::string processor_of(Isa isa) {
    return isa == Isa::neon ? "aarch64" : "x86_64";
}

}  // namespace

Targets parse_targets(const std::vector<std::string>& values) {
    Targets targets;
    for (const std::string& value : values) {
        const Isa isa = parse_target(value);
        targets.native = targets.native || value == "native";
        if (!targets.tiers.empty() && processor_of(isa) != targets.processor) {
            throw InputError("--target is '" + value + "' and '" + values.front() +
                             "'; one library is for one processor family");
        }
        targets.processor = processor_of(isa);
        targets.tiers.push_back(isa);
    }
    std::sort(targets.tiers.begin(), targets.tiers.end(), std::greater<>());
    targets.tiers.erase(std::unique(targets.tiers.begin(), targets.tiers.end()), targets.tiers.end());
    return targets;
}

}  // namespace convt::tools
