#include "base/text.hpp"
#include "contract/kernel_contract.h"
#include "convt/plan.hpp"
#include "convt/version.h"
#include "machine/cpu.hpp"
#include "planning/registry.hpp"
#include "tuned/tuned_file.hpp"

namespace convt {
namespace detail {

struct TunedState {
    std::vector<TunedEntry> entries;
    std::string warning;
};

namespace {

/// What of a file's signature does not hold here; empty when all of it does.
std::string mismatch(const TuningSignature& file) {
    const TuningSignature here = tuning_signature();
    const auto differs = [](const char* what, const auto& theirs, const auto& ours) {
        return text("ignored: measured with ", what, " '", theirs, "'; here it is '", ours, "'");
    };
    if (file.cpu != here.cpu) return differs("CPU", file.cpu, here.cpu);
    if (file.isa != here.isa) return differs("tier", file.isa, here.isa);
    if (file.library != here.library) return differs("convt", file.library, here.library);
    if (file.contract != here.contract) return differs("kernel contract", file.contract, here.contract);
    return {};
}

Result<std::shared_ptr<const TunedState>> read_tuned(std::string_view json_text) {
    Result<TunedFile> file = read_tuned_file(json_text);
    if (!file.ok()) return file.status();
    auto state = std::make_shared<TunedState>();
    state->warning = keep_what_counts(*file);
    state->entries = std::move(file->entries);
    return std::shared_ptr<const TunedState>(std::move(state));
}

}  // namespace

std::string keep_what_counts(TunedFile& file) {
    std::string warning = mismatch(file.signature);
    if (!warning.empty()) {
        file.entries.clear();
        return warning;
    }
    const std::size_t stale = std::erase_if(file.entries, [](const TunedEntry& entry) {
        // Of kernels that are not here nobody knows; planning passes them over.
        const std::string_view here = schedule_id(entry.kernel_name);
        return !here.empty() && entry.schedule_id != here;
    });
    return stale == 0 ? "" : text(stale, " entries ignored: their kernels' schedules have changed since");
}

}  // namespace detail

TunedTable::TunedTable(std::shared_ptr<const detail::TunedState> state) noexcept : state_(std::move(state)) {}

Result<TunedTable> TunedTable::parse(std::string_view text) noexcept {
    return detail::guarded([&]() -> Result<TunedTable> {
        auto state = detail::read_tuned(text);
        if (!state.ok()) return state.status();
        return TunedTable(std::move(*state));
    });
}

const std::vector<TunedEntry>& TunedTable::entries() const noexcept {
    static const std::vector<TunedEntry> none;
    return state_ == nullptr ? none : state_->entries;
}

const std::string& TunedTable::warning() const noexcept {
    static const std::string none;
    return state_ == nullptr ? none : state_->warning;
}

TuningSignature tuning_signature() {
    return {detail::cpu_model(), isa_name(detail::tier_of_floats(detect_isa())),
            detail::text(CONVT_VERSION_MAJOR, '.', CONVT_VERSION_MINOR), contract::kContractVersion};
}

}  // namespace convt
