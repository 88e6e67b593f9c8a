#include "bench/bench_summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace convt::tools {
namespace {

std::string mean_line(const std::vector<BenchResult>& results, const char* layout) {
    const double mean = geometric_mean_gflops(results, layout);
    if (mean == 0) return {};
    char line[96];
    std::snprintf(line, sizeof line, "%s: geometric mean %.2f GFLOP/s\n", layout, mean);
    return line;
}

std::string check_text(const std::vector<BenchResult>& results) {
    SampledCheck total;
    for (const BenchResult& result : results) {
        if (!result.check) continue;
        total.outputs_checked += result.check->outputs_checked;
        total.max_error_over_bound = std::max(total.max_error_over_bound, result.check->max_error_over_bound);
    }
    if (total.outputs_checked == 0) return "outputs not checked";
    char text[96];
    std::snprintf(text, sizeof text, "%lld outputs checked, largest error %.3g of its bound",
                  static_cast<long long>(total.outputs_checked), total.max_error_over_bound);
    return text;
}

}  // namespace

double geometric_mean_gflops(const std::vector<BenchResult>& results, const std::string& layout) {
    double sum = 0;
    int count = 0;
    for (const BenchResult& result : results) {
        if (result.layout != layout || result.gflops <= 0) continue;
        sum += std::log(result.gflops);
        ++count;
    }
    return count == 0 ? 0 : std::exp(sum / count);
}

std::string summarize(const std::vector<BenchResult>& results) {
    const auto failed = std::count_if(results.begin(), results.end(), [](auto& r) { return r.failed(); });
    std::string means;
    for (const char* layout : {"channels_last", "channels_first", "channels_last from_channels_first",
                               "channels_first from_channels_last"}) {
        means += mean_line(results, layout);
    }
    return means + std::to_string(results.size()) + " measurements, " + std::to_string(failed) + " failed; " +
           check_text(results) + "\n";
}

}  // namespace convt::tools
