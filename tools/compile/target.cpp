#include "compile/target.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <string_view>

#include "src/machine/cpu.hpp"
#include "src/machine/tier_facts.hpp"
#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace {

/// Words of a list that has spaces between them.
std::vector<std::string> words(const char* list) {
    std::vector<std::string> all;
    std::istringstream stream(list);
    for (std::string word; stream >> word;) all.push_back(word);
    return all;
}

/// The features of a target, which follow processor, bits and system: "x86-64-linux-avx-avx2".
std::vector<std::string> features_of(const std::string& target) {
    std::vector<std::string> parts = split(target, '-');
    parts.erase(parts.begin(), parts.begin() + std::min<std::ptrdiff_t>(3, std::ssize(parts)));
    return parts;
}

/// The highest tier of x86 whose features are there.
Isa tier_of(const std::string& text, const std::vector<std::string>& features) {
    Isa highest = Isa::base;
    std::set<std::string> known;
    for (const detail::TierFacts& tier : detail::kTierFacts) {
        if (std::string_view(tier.processor) != "x86_64") continue;
        const std::vector<std::string> of_tier = features_of(tier.target);
        known.insert(of_tier.begin(), of_tier.end());
        const std::vector<std::string> required = words(tier.known_by);
        const bool all = std::all_of(required.begin(), required.end(), [&](const std::string& feature) {
            return std::find(features.begin(), features.end(), feature) != features.end();
        });
        if (all) highest = tier.isa;
    }
    for (const std::string& feature : features) {
        if (!known.contains(feature)) {
            throw InputError("--target is '" + text + "'; no kernel is compiled for the feature '" + feature +
                             "'");
        }
    }
    return highest;
}

Isa parse_target(const std::string& text) {
    if (text == "native") return detect_isa();
    if (const auto isa = parse_isa(text)) return *isa;
    std::vector<std::string> parts = split(text, '-');
    const auto starts = [&](const std::vector<std::string>& with) {
        return parts.size() >= with.size() && std::equal(with.begin(), with.end(), parts.begin());
    };
    if (starts({"arm", "64", "linux"}) && parts.size() == 3) return Isa::neon;
    if (starts({"x86", "64", "linux"})) return tier_of(text, features_of(text));
    const bool no_tier = starts({"wasm"}) || starts({"riscv"});
    throw InputError("--target is '" + text + "'; " +
                     (no_tier ? "convt has no tier for WebAssembly and RISC-V; " : "") +
                     "it must be native, base, avx2, avx512, avx512vnni, neon, or a target such as "
                     "x86-64-linux-avx2-fma-f16c or arm-64-linux");
}

/// The highest tier first, each once.
Targets in_order(Targets targets) {
    std::sort(targets.tiers.begin(), targets.tiers.end(), std::greater<>());
    targets.tiers.erase(std::unique(targets.tiers.begin(), targets.tiers.end()), targets.tiers.end());
    return targets;
}

}  // namespace

Targets parse_targets(const std::vector<std::string>& values) {
    Targets targets;
    for (const std::string& value : values) {
        const Isa isa = parse_target(value);
        targets.native = targets.native || value == "native";
        if (!targets.tiers.empty() && detail::facts_of(isa).processor != targets.processor) {
            throw InputError("--target is '" + value + "' and '" + values.front() +
                             "'; one library is for one processor family");
        }
        targets.processor = detail::facts_of(isa).processor;
        targets.tiers.push_back(isa);
    }
    return in_order(std::move(targets));
}

Targets targets_of_floats(Targets targets) {
    for (Isa& isa : targets.tiers) isa = detail::tier_of_floats(isa);
    return in_order(std::move(targets));
}

}  // namespace convt::tools
