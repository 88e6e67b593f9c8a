#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>

#include "bench/progress_line.hpp"
#include "commands/commands.hpp"
#include "options/option_values.hpp"
#include "options/run_options.hpp"
#include "options/source_options.hpp"
#include "report/report_json.hpp"
#include "src/machine/cpu.hpp"
#include "support/files/output_file.hpp"

namespace convt::tools {
namespace {

constexpr int kLayerFailed = 1;

struct Options {
    SourceOptions source;
    RunOptions run;
    std::string out;
    float min_time = 0.1F;
    bool no_tuning = false;
};

std::string now() {
    const std::time_t time = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", std::gmtime(&time));
    return text;
}

/// The line that ends a run: how much of the time the roofline asks for, and what tuning would save.
std::string summary(const Report& report) {
    double ms = 0, tuned_ms = 0;
    std::size_t timed = 0;
    for (const LayerReport& layer : report.layers) {
        if (!layer.error.empty()) continue;
        ++timed;
        ms += layer.time.min_ms;
        tuned_ms += layer.time.min_ms / (layer.tuned ? std::max(layer.tuned->speedup, 1.0) : 1.0);
    }
    char text[128];
    std::snprintf(text, sizeof text, "%zu of %zu layers timed, %.4g ms in all; tuning would save %.3g ms",
                  timed, report.layers.size(), ms, ms - tuned_ms);
    return text;
}

int make_report(const Options& options) {
    check_isa(options.run.plan.max_isa);
    const std::vector<CompileLayer> layers = read_layers(options.source);
    OutputFile file(options.out);
    Context context = unwrap(Context::create({options.run.plan.threads}));
    const Isa isa = detail::tier_of_floats(options.run.plan.max_isa.value_or(detect_isa()));
    Report report{options.source.sources, now(), measure_roofline(isa, context.threads()), {}};
    const MeasureOptions measure{options.run.plan, options.min_time, !options.no_tuning};
    const ProgressLine progress(layers.size(), false);
    bool failed = false;
    for (const CompileLayer& layer : layers) {
        progress.show(report.layers.size(), layer.name);
        report.layers.push_back(report_layer(layer, measure, report.roofline, context));
        progress.clear();
        failed |= !report.layers.back().error.empty();
    }
    file.stream() << to_page(report);
    file.commit();
    std::printf("%s: %s\n", options.out.c_str(), summary(report).c_str());
    return failed ? kLayerFailed : 0;
}

}  // namespace

void add_report_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App& sub = *app.add_subcommand(
        "report",
        "Write a page about layers: times, share of the roofline, kernels and why, what tuning brings");
    add_source_options(sub, options->source);
    add_path(sub, "--out", "FILE", "the page to write, HTML that needs no other file", options->out)
        ->required();
    add_run_options(sub, options->run);
    add_min_time_option(sub, options->min_time);
    sub.add_flag("--no-tuning", options->no_tuning, "do not measure what tuning would bring");
    sub.callback([options, &exit_code] { exit_code = make_report(*options); });
}

}  // namespace convt::tools
