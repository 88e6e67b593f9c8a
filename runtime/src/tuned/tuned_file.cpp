#include "tuned/tuned_file.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "tuned/json_reader.hpp"

namespace convt::detail {
namespace {

constexpr std::int64_t kSchema = 1;

bool read_signature(JsonReader& json, TuningSignature& signature) {
    std::int64_t contract = 0;
    if (!json.open('{')) return false;
    for (std::string key; json.next_key(key);) {
        if (key == "cpu") {
            json.string(signature.cpu);
        } else if (key == "isa") {
            json.string(signature.isa);
        } else if (key == "library") {
            json.string(signature.library);
        } else if (key == "contract") {
            json.integer(contract);
        } else {
            json.skip();
        }
    }
    signature.contract = static_cast<int>(std::clamp<std::int64_t>(contract, 0, INT32_MAX));
    return json.error().empty();
}

bool read_block(JsonReader& json, Tuning& tuning) {
    if (!json.open('[')) return false;
    for (std::size_t d = 0; json.next_element(); ++d) {
        if (d == tuning.block.size()) return json.fail("has more than 3 values in a block");
        if (json.integer(tuning.block[d]) && tuning.block[d] < 1) {
            return json.fail(text("block[", d, "] is ", tuning.block[d], "; it must be at least 1"));
        }
    }
    return json.error().empty();
}

bool read_count(JsonReader& json, const std::string& key, std::int64_t& value) {
    if (!json.integer(value)) return false;
    return value >= 1 || json.fail(text(key, " is ", value, "; it must be at least 1"));
}

bool read_split(JsonReader& json, const std::string& key, Tuning& tuning) {
    if (key == "block") return read_block(json, tuning);
    if (key == "channel_parts") return read_count(json, key, tuning.channel_parts);
    if (key == "turned_channels") return read_count(json, key, tuning.turned_channels);
    if (key == "units_together") return read_count(json, key, tuning.units_together);
    if (key == "one_thread") {
        bool alone = false;
        if (!json.boolean(alone)) return false;
        tuning.one_thread = alone;
        return true;
    }
    return json.skip();
}

bool read_entry(JsonReader& json, TunedEntry& entry) {
    if (!json.open('{')) return false;
    for (std::string key; json.next_key(key);) {
        if (key == "problem") {
            json.string(entry.problem);
        } else if (key == "kernel") {
            json.string(entry.kernel_name);
        } else if (key == "schedule") {
            json.string(entry.schedule_id);
        } else if (key == "ms" || key == "default_ms") {
            json.number(key == "ms" ? entry.ms : entry.default_ms);
        } else if (key == "options") {
            json.string(entry.options);
        } else {
            read_split(json, key, entry.tuning);
        }
    }
    if (!json.error().empty()) return false;
    const bool whole = !entry.problem.empty() && !entry.kernel_name.empty() && !entry.schedule_id.empty();
    return whole || json.fail("ends an entry that lacks its problem, kernel or schedule");
}

bool read_file(JsonReader& json, std::int64_t& schema, TunedFile& file) {
    if (!json.open('{')) return false;
    for (std::string key; json.next_key(key);) {
        if (key == "schema") {
            json.integer(schema);
        } else if (key == "signature") {
            read_signature(json, file.signature);
        } else if (key == "entries") {
            json.open('[');
            while (json.next_element()) {
                if (!read_entry(json, file.entries.emplace_back())) return false;
            }
        } else {
            json.skip();
        }
    }
    return json.end();
}

}  // namespace

Result<TunedFile> read_tuned_file(std::string_view json_text) {
    JsonReader json(json_text);
    std::int64_t schema = 0;
    TunedFile file;
    if (!read_file(json, schema, file)) return invalid("a tuned file is malformed: ", json.error());
    if (schema != kSchema) {
        return invalid("a tuned file has schema ", schema, "; this build reads ", kSchema);
    }
    return file;
}

}  // namespace convt::detail
