#include "report/report_json.hpp"

#include <nlohmann/json.hpp>

#include "convt/tuning.hpp"
#include "convt/version.h"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Roofline& roofline) {
    return {{"isa", isa_name(roofline.isa)},
            {"threads", roofline.threads},
            {"gflops", roofline.gflops},
            {"gbps", roofline.gbps}};
}

Json to_json(const std::vector<RankedStrategy>& strategies) {
    Json list = Json::array();
    for (const RankedStrategy& entry : strategies) {
        list.push_back({{"strategy", entry.strategy}, {"kernel", entry.kernel}, {"cycles", entry.cycles}});
    }
    return list;
}

Json to_json(const LayerReport& layer) {
    Json json{{"name", layer.name}, {"problem", layer.problem}, {"open", layer.open},
              {"note", layer.note}, {"macs", layer.work.macs},  {"bytes", layer.work.bytes}};
    if (!layer.error.empty()) {
        json["error"] = layer.error;
        return json;
    }
    json["kernel"] = layer.kernel;
    json["tier"] = layer.tier;
    json["reason"] = layer.reason;
    json["strategies"] = to_json(layer.strategies);
    json["ms_min"] = layer.time.min_ms;
    json["ms_median"] = layer.time.median_ms;
    if (layer.least) {
        json["arithmetic_ms"] = layer.least->arithmetic_ms;
        json["memory_ms"] = layer.least->memory_ms;
    }
    if (layer.tuned) {
        json["tuned"] = {{"kernel", layer.tuned->kernel},
                         {"other", layer.tuned->other},
                         {"ms_min", layer.tuned->ms},
                         {"speedup", layer.tuned->speedup}};
    }
    json["explain"] = layer.explain;
    return json;
}

}  // namespace

std::string to_json(const Report& report) {
    Json json{{"version", CONVT_VERSION},  {"cpu", tuning_signature().cpu},        {"date", report.date},
              {"sources", report.sources}, {"roofline", to_json(report.roofline)}, {"layers", Json::array()}};
    for (const LayerReport& layer : report.layers) json["layers"].push_back(to_json(layer));
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    // A '<' stands in JSON's strings alone; "</script>" in a name would end the script.
    for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) text.replace(at, 1, "\\u003c");
    return text;
}

}  // namespace convt::tools
