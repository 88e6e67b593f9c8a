#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"
#include "convt/context.hpp"
#include "report/choice.hpp"
#include "report/roofline.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {

/// A plan of Effort::measure beside the report's own, timed in turns.
struct TunedReport {
    std::string kernel;
    bool other = false;  ///< whether kernel or split differ from the report's plan
    double ms = 0;       ///< shortest run
    double speedup = 1;  ///< median over the turns of the plan's time over this one's; 1 when not other
};

/// What was found of one layer. When `error` is not empty, the members after it are not set.
struct LayerReport {
    std::string name;
    std::string problem;
    std::vector<std::string> open;  ///< names of sizes that are open and were taken at their typical value
    std::string note;
    LeastWork work;
    std::string error;

    std::string kernel;
    std::string tier;
    std::string reason;
    std::vector<RankedStrategy> strategies;
    Timing time;
    std::optional<LeastTime> least;
    std::optional<TunedReport> tuned;  ///< absent when tuning was not asked for
    std::string explain;
};

/// How layers are measured.
struct MeasureOptions {
    PlanOptions plan;
    double min_seconds = 0.1;  ///< of timed runs of each layer
    bool tuning = true;
};

/// Plans and times one layer with random data, weights packed beforehand; what goes wrong is kept in `error`.
[[nodiscard]] LayerReport report_layer(const CompileLayer& layer, const MeasureOptions& options,
                                       const Roofline& roofline, Context& context);

}  // namespace convt::tools
