/// Estimates recorded kernels again and again with other costs, for bench/cost_model/fit.py. Reads requests
/// as the tuning worker does, one JSON object a line, and answers these beside the worker's own:
/// - core, of {isa}: which column of tier_costs.inc holds for kernels of that tier here, and the L2's size;
/// - costs, of {isa, values, l2_bytes}: estimates that tier so, values in the order of tier_costs.inc;
/// - load, of {cases}, each {desc, threads, isa, candidates}: keeps them;
/// - estimates: cycles of every candidate of every case kept, null for one that cannot serve.

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adjustable_costs.hpp"
#include "candidate_json.hpp"
#include "desc_json.hpp"
#include "serve.hpp"
#include "strategies/strategy.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;

struct Case {
    ConvTransposeDesc desc;
    std::vector<PlanOptions> candidates;
};
std::vector<Case> cases;

constexpr const char* kCoreNames[detail::kCores] = {"base",         "avx2",        "split_avx2", "avx512",
                                                    "split_avx512", "zen5_avx512", "neon"};

Isa isa_of(const Json& request) {
    const auto name = request.at("isa").get<std::string>();
    const auto isa = parse_isa(name);
    if (!isa) throw InputError("isa is '" + name + "'; no tier has that name");
    return *isa;
}

Json core(const Json& request) {
    const Isa isa = isa_of(request);
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        if (kernel.isa != isa || detail::strategy_of(kernel).last_resort) continue;
        const auto column = static_cast<std::size_t>(detail::core_of(kernel));
        return {{"core", kCoreNames[column]}, {"l2_bytes", detail::l2_beside(kernel)}};
    }
    throw InputError(std::string("no kernel is of tier ") + isa_name(isa));
}

Json costs(const Json& request) {
    const auto values = request.at("values").get<std::vector<double>>();
    set_costs(isa_of(request), detail::costs_from(values, request.at("l2_bytes").get<std::int64_t>()));
    return Json::object();
}

Json load(const Json& request) {
    cases.clear();
    for (const Json& stated : request.at("cases")) {
        PlanOptions base;
        base.threads = stated.at("threads").get<int>();
        base.max_isa = isa_of(stated);
        Case loaded{desc_from_json(stated.at("desc")), {}};
        for (const Json& candidate : stated.at("candidates")) {
            loaded.candidates.push_back(options_of(candidate, base));
        }
        cases.push_back(std::move(loaded));
    }
    return {{"cases", cases.size()}};
}

Json estimates(const Json&) {
    Json all = Json::array();
    for (const Case& loaded : cases) {
        Json cycles = Json::array();
        for (const PlanOptions& options : loaded.candidates) {
            const auto plan = Plan::create(loaded.desc, options);
            cycles.push_back(plan.ok() ? Json(plan->estimated_cycles()) : Json());
        }
        all.push_back(std::move(cycles));
    }
    return {{"cycles", all}};
}

constexpr std::pair<const char*, Json (*)(const Json&)> kRequests[] = {
    {"core", core}, {"costs", costs}, {"load", load}, {"estimates", estimates}};

Json answer(const std::string& line) {
    const Json request = Json::parse(line, nullptr, false);
    const std::string op = request.is_object() ? request.value("op", "") : "";
    for (const auto& [name, function] : kRequests) {
        if (op != name) continue;
        try {
            return function(request);
        } catch (const std::exception& error) {
            return {{"error", error.what()}};
        }
    }
    return answer_tuning(line);
}

}  // namespace
}  // namespace convt::tools

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << convt::tools::answer(line).dump() << '\n' << std::flush;
    }
    return 0;
}
