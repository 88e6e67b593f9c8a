#include <utility>

#include "base/text.hpp"
#include "tuned/tuned_file.hpp"

namespace convt::detail {
namespace {

/// Names and problems have no character that JSON would want escaped.
std::string quoted(const std::string& value) {
    return text('"', value, '"');
}

std::string entry_text(const TunedEntry& entry) {
    std::string out =
        text("{\"problem\": ", quoted(entry.problem), ", \"kernel\": ", quoted(entry.kernel_name),
             ", \"schedule\": ", quoted(entry.schedule_id));
    if (!entry.options.empty()) out += text(", \"options\": ", quoted(entry.options));
    const Tuning& tuning = entry.tuning;
    if (tuning.block[0] > 0) {
        out += text(", \"block\": [", tuning.block[0]);
        for (std::size_t d = 1; d < tuning.block.size() && tuning.block[d] > 0; ++d) {
            out += text(", ", tuning.block[d]);
        }
        out += ']';
    }
    const std::pair<const char*, std::int64_t> counts[] = {{"channel_parts", tuning.channel_parts},
                                                           {"turned_channels", tuning.turned_channels},
                                                           {"units_together", tuning.units_together}};
    for (const auto& [name, value] : counts) {
        if (value > 0) out += text(", \"", name, "\": ", value);
    }
    if (tuning.one_thread) out += text(", \"one_thread\": ", *tuning.one_thread ? "true" : "false");
    if (entry.ms > 0) out += text(", \"ms\": ", entry.ms);
    if (entry.default_ms > 0) out += text(", \"default_ms\": ", entry.default_ms);
    return out + "}";
}

}  // namespace

std::string tuned_file_text(const std::vector<TunedEntry>& entries) {
    const TuningSignature here = tuning_signature();
    std::string out = text("{\n \"schema\": 1,\n \"signature\": {\"cpu\": ", quoted(here.cpu),
                           ", \"isa\": ", quoted(here.isa), ", \"library\": ", quoted(here.library),
                           ", \"contract\": ", here.contract, "},\n \"entries\": [");
    const char* before = "\n  ";
    for (const TunedEntry& entry : entries) {
        out += before + entry_text(entry);
        before = ",\n  ";
    }
    return out + "\n ]\n}\n";
}

}  // namespace convt::detail
