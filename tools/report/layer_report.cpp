#include "report/layer_report.hpp"

#include <algorithm>
#include <exception>
#include <new>

#include "compile/library.hpp"
#include "convt/plan.hpp"
#include "support/layers/prepared_layer.hpp"

namespace convt::tools {
namespace {

double timed_ms(PreparedLayer& layer, Context& context) {
    const Stopwatch watch;
    layer.run(context);
    return watch.seconds() * 1e3;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The kernel and its blocks, which explain() states above the kernels that it considered.
std::string plan_lines(const Plan& plan) {
    const std::string text = plan.explain();
    const std::size_t begin = text.find("  estimate: "), end = text.find("  considered:");
    return plan.kernel_name() + text.substr(begin, end - begin);
}

/// Times the layer beside a plan of it that was measured, in turns, so that a machine that slows down slows
/// both.
TunedReport time_tuned(PreparedLayer& layer, const MeasureOptions& options, Context& context,
                       LayerReport& report) {
    PlanOptions measured = options.plan;
    measured.effort = Effort::measure;
    PreparedLayer tuned(layer.plan().desc(), measured);
    TunedReport result{tuned.plan().kernel_name(), plan_lines(tuned.plan()) != plan_lines(layer.plan())};
    if (!result.other) {
        report.time = time_runs([&] { layer.run(context); }, options.min_seconds);
        result.ms = report.time.min_ms;
        return result;
    }
    std::vector<double> own, other, ratios;
    layer.run(context);
    tuned.run(context);
    for (const Stopwatch total; own.size() < 3 || total.seconds() < 2 * options.min_seconds;) {
        own.push_back(timed_ms(layer, context));
        other.push_back(timed_ms(tuned, context));
        ratios.push_back(own.back() / other.back());
    }
    report.time = {*std::min_element(own.begin(), own.end()), median(own)};
    result.ms = *std::min_element(other.begin(), other.end());
    result.speedup = median(ratios);
    return result;
}

void measure(const ConvTransposeDesc& desc, const MeasureOptions& options, Context& context,
             LayerReport& report) {
    PreparedLayer layer(desc, options.plan);
    const Plan& plan = layer.plan();
    report.kernel = plan.kernel_name();
    report.tier = isa_name(plan.isa());
    report.explain = plan.explain();
    report.strategies = rank_strategies(plan, options.plan);
    report.reason = reason_of(plan, options.plan, report.strategies);
    if (options.tuning) {
        report.tuned = time_tuned(layer, options, context, report);
    } else {
        report.time = time_runs([&] { layer.run(context); }, options.min_seconds);
    }
}

}  // namespace

LayerReport report_layer(const CompileLayer& layer, const MeasureOptions& options, const Roofline& roofline,
                         Context& context) {
    LayerReport report;
    report.name = layer.name;
    report.problem = problem_text(layer.desc);
    report.open = open_sizes(layer);
    report.note = layer.note;
    try {
        report.work = least_work(layer.desc);
        report.least = least_time(layer.desc, roofline);
        measure(layer.desc, options, context, report);
    } catch (const std::bad_alloc&) {
        report.error = "out of memory";
    } catch (const std::exception& error) {
        report.error = error.what();
    }
    return report;
}

}  // namespace convt::tools
