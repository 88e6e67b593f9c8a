#include "serve.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "candidate_json.hpp"
#include "desc_json.hpp"
#include "race.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinity; a number beyond any real ratio keeps comparisons right.
double finite(double value) {
    return std::isfinite(value) ? value : 1e308;
}

PlanOptions defaults_of(const Json& request) {
    PlanOptions options;
    options.threads = request.value("threads", 0);
    if (request.contains("isa")) {
        const auto name = request["isa"].get<std::string>();
        options.max_isa = parse_isa(name);
        if (!options.max_isa) throw InputError("isa is '" + name + "'; no tier has that name");
    }
    return options;
}

/// The CPU's own name, as Linux tells it.
std::string cpu_name() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) == 0) return line.substr(std::min(line.size(), line.find(':') + 2));
    }
    return "unknown";
}

Json hello(const Json&) {
    const TuningSignature signature = tuning_signature();
    return {{"signature",
             {{"cpu", signature.cpu},
              {"isa", signature.isa},
              {"library", signature.library},
              {"contract", signature.contract}}},
            {"model", cpu_name()},
            {"cpus", available_cpus()}};
}

Json with_cycles(const Plan& plan) {
    Json candidate = candidate_of(plan);
    candidate["cycles"] = plan.estimated_cycles();
    return candidate;
}

Json kernels(const Json& request) {
    const ConvTransposeDesc desc = desc_from_json(request.at("desc"));
    const PlanOptions options = defaults_of(request);
    Json list = Json::array();
    for (const std::string& name : unwrap(Plan::kernels(desc, options))) {
        PlanOptions forced = options;
        forced.kernel_name = name;
        list.push_back(with_cycles(unwrap(Plan::create(desc, forced))));
    }
    return {{"default", with_cycles(unwrap(Plan::create(desc, options)))}, {"kernels", list}};
}

Json estimate(const Json& request) {
    const ConvTransposeDesc desc = desc_from_json(request.at("desc"));
    const PlanOptions options = defaults_of(request);
    Json list = Json::array();
    for (const Json& candidate : request.at("candidates")) {
        const auto plan = Plan::create(desc, options_of(candidate, options));
        list.push_back(plan.ok() ? with_cycles(*plan) : Json{{"refused", plan.status().message()}});
    }
    return {{"candidates", list}};
}

Json run_race(const Json& request) {
    const ConvTransposeDesc desc = desc_from_json(request.at("desc"));
    const PlanOptions base = defaults_of(request);
    const PlanOptions by_default = options_of(request.at("default"), base);
    std::vector<PlanOptions> candidates;
    for (const Json& candidate : request.at("candidates")) {
        candidates.push_back(options_of(candidate, base));
    }
    Context context = unwrap(Context::create({base.threads}));
    const bool check = request.value("check", true);
    const Race outcome = race(desc, by_default, candidates, context, request.at("seconds").get<double>(),
                              request.at("rounds").get<int>(), check);
    Json results = Json::array();
    for (const RaceResult& result : outcome.results) {
        if (!result.refused.empty()) {
            results.push_back({{"refused", result.refused}});
        } else {
            results.push_back({{"ms", result.ms}, {"ms_min", result.ms_min}, {"ratio", result.ratio}});
            if (check) results.back()["error_over_bound"] = finite(result.error_over_bound);
        }
    }
    return {{"default_ms", outcome.default_ms}, {"results", results}};
}

constexpr std::pair<const char*, Json (*)(const Json&)> kRequests[] = {
    {"hello", hello}, {"kernels", kernels}, {"estimate", estimate}, {"race", run_race}};

/// Of a request, in a message.
constexpr std::size_t kShown = 80;

}  // namespace

Json answer_tuning(const std::string& line) {
    try {
        const Json request = Json::parse(line);
        const auto op = request.at("op").get<std::string>();
        for (const auto& [name, function] : kRequests) {
            if (op == name) return function(request);
        }
        return {{"error", "op is '" + op + "'; no request has that name"}};
    } catch (const Json::exception&) {
        return {{"error", "the request is no JSON, or lacks what its op needs: " + line.substr(0, kShown)}};
    } catch (const std::exception& error) {
        return {{"error", error.what()}};
    }
}

void serve_tuning(std::istream& in, std::ostream& out) {
    for (std::string line; std::getline(in, line);)
        out << answer_tuning(line).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n' << std::flush;
}

}  // namespace convt::tools
