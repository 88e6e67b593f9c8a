#include "candidate_json.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<const char*, std::int64_t Tuning::*> kCounts[] = {
    {"channel_parts", &Tuning::channel_parts},
    {"turned_channels", &Tuning::turned_channels},
    {"units_together", &Tuning::units_together}};

}  // namespace

Json candidate_of(const Plan& plan) {
    const Tuning tuning = plan.tuning();
    Json json{{"kernel", plan.kernel_name()}, {"schedule", plan.schedule_id()}};
    if (tuning.block[0] > 0) {
        const auto begin = tuning.block.begin();
        json["block"] = std::vector<std::int64_t>(begin, begin + plan.desc().rank);
    }
    for (const auto& [key, field] : kCounts) {
        if (tuning.*field > 0) json[key] = tuning.*field;
    }
    if (tuning.one_thread) json["one_thread"] = *tuning.one_thread;
    return json;
}

PlanOptions options_of(const Json& candidate, const PlanOptions& base) {
    PlanOptions options = base;
    try {
        options.kernel_name = candidate.at("kernel").get<std::string>();
        if (candidate.contains("block")) {
            const auto block = candidate["block"].get<std::vector<std::int64_t>>();
            if (block.size() > options.tuning.block.size()) throw InputError("block has more than 3 values");
            std::copy(block.begin(), block.end(), options.tuning.block.begin());
        }
        for (const auto& [key, field] : kCounts)
            options.tuning.*field = candidate.value(key, std::int64_t{0});
        if (candidate.contains("one_thread")) options.tuning.one_thread = candidate["one_thread"].get<bool>();
    } catch (const Json::exception&) {
        throw InputError("a candidate is malformed; it needs a kernel, and whole numbers in its split: " +
                         candidate.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    return options;
}

}  // namespace convt::tools
