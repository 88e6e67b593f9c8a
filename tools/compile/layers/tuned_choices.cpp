#include "compile/layers/tuned_choices.hpp"

#include <algorithm>

#include "src/machine/cpu.hpp"
#include "src/planning/registry.hpp"
#include "src/tuned/tuned_file.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

/// Why a file's measurements do not count for any of the targets; empty when they do. A tier named as target
/// stands for every CPU of the tier, and the file for those that the library is meant for; "native" is this
/// CPU and no other.
std::string mismatch(const TuningSignature& file, const Targets& targets) {
    const TuningSignature here = tuning_signature();
    const auto differs = [](const std::string& what, const std::string& theirs, const std::string& ours) {
        return "ignored: measured with " + what + " '" + theirs + "'; here it is '" + ours + "'";
    };
    if (file.library != here.library) return differs("convt", file.library, here.library);
    if (file.contract != here.contract) {
        return differs("kernel contract", std::to_string(file.contract), std::to_string(here.contract));
    }
    const auto isa = parse_isa(file.isa);
    // Files state the tier of floats, which a target of 8-bit integers serves as well.
    const auto serves = [&](Isa tier) { return tier == *isa || detail::tier_of_floats(tier) == *isa; };
    if (!isa || std::none_of(targets.tiers.begin(), targets.tiers.end(), serves)) {
        return "ignored: measured with tier '" + file.isa + "', which is none of the targets";
    }
    const bool of_this_cpu = targets.native && *isa == detail::tier_of_floats(detect_isa());
    if (of_this_cpu && file.cpu != here.cpu) return differs("CPU", file.cpu, here.cpu);
    return {};
}

}  // namespace

void TunedChoices::read(const std::filesystem::path& file, const Targets& targets) {
    Result<detail::TunedFile> tuned = detail::read_tuned_file(read_file(file, kMostTunedBytes));
    if (!tuned.ok()) throw InputError(file.string() + ": " + tuned.status().message());
    if (const std::string why = mismatch(tuned->signature, targets); !why.empty()) {
        warnings_.push_back(file.string() + ": " + why);
        return;
    }
    const Isa isa = *parse_isa(tuned->signature.isa);
    std::size_t stale = 0;
    for (TunedEntry& entry : tuned->entries) {
        const std::string_view here = detail::schedule_id(entry.kernel_name);
        // Of kernels that are not here, only those that are wanted are looked at: they may have to be
        // compiled.
        if (here.empty() || entry.schedule_id == here) {
            measured_.push_back({isa, std::move(entry)});
        } else {
            ++stale;
        }
    }
    if (stale > 0) {
        warnings_.push_back(file.string() + ": " + std::to_string(stale) +
                            " entries ignored: their kernels' schedules have changed since");
    }
}

std::vector<const TunedEntry*> TunedChoices::find(const std::string& problem, Isa isa) const {
    std::vector<const TunedEntry*> found;
    for (const Measured& measured : measured_) {
        if (measured.isa == isa && measured.entry.problem == problem) found.push_back(&measured.entry);
    }
    return found;
}

std::vector<std::string> TunedChoices::kernels() const {
    std::vector<std::string> names;
    for (const Measured& measured : measured_) names.push_back(measured.entry.kernel_name);
    return names;
}

}  // namespace convt::tools
