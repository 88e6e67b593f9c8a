#include "bench/bench_result.hpp"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace convt::tools {
namespace {

constexpr const char* kReferenceKernel = "convt_reference";

}  // namespace

bool BenchResult::failed() const {
    return !error.empty() || kernel == kReferenceKernel || (check && check->max_error_over_bound > 1);
}

std::string to_json(const BenchResult& result) {
    nlohmann::ordered_json json{
        {"id", result.id}, {"layout", result.layout}, {"threads", result.threads}, {"isa", result.isa}};
    if (!result.error.empty()) {
        json["error"] = result.error;
        return json.dump();
    }
    json["kernel"] = result.kernel;
    json["ms_min"] = result.time.min_ms;
    json["ms_median"] = result.time.median_ms;
    json["gflops"] = result.gflops;
    json["packed_bytes"] = result.packed_bytes;
    json["workspace_bytes"] = result.workspace_bytes;
    json["pack_ms"] = result.pack_ms;
    json["plan_us"] = result.plan_us;
    json["products"] = result.products;
    if (result.check) {
        const double ratio = result.check->max_error_over_bound;
        // JSON has no infinity; a number beyond any real ratio keeps comparisons right.
        json["max_error_over_bound"] = std::isinf(ratio) ? 1e308 : ratio;
        json["outputs_checked"] = result.check->outputs_checked;
    }
    return json.dump();
}

std::string table_header() {
    char line[160];
    std::snprintf(line, sizeof line, "%-22s %-14s %3s %10s %10s %9s %8s %9s  %s", "id", "layout", "thr",
                  "ms min", "ms median", "GFLOP/s", "products", "err/bound", "kernel");
    return line;
}

std::string to_table_row(const BenchResult& result) {
    char line[160];
    std::snprintf(line, sizeof line, "%-22s %-14s %3d ", result.id.c_str(), result.layout.c_str(),
                  result.threads);
    std::string row = line;
    if (!result.error.empty()) return row + "FAILED: " + result.error;
    std::snprintf(line, sizeof line, "%10.4f %10.4f %9.2f %8.2f ", result.time.min_ms, result.time.median_ms,
                  result.gflops, result.products);
    row += line;
    std::snprintf(line, sizeof line, "%9.3g", result.check ? result.check->max_error_over_bound : 0.0);
    row += result.check ? line : std::string(9, ' ');
    return row + "  " + result.kernel + (result.failed() ? "  FAILED" : "");
}

}  // namespace convt::tools
