#include "bench_options.hpp"

#include <regex>

#include "option_values.hpp"
#include "support/parse_numbers.hpp"

namespace convt::tools {
namespace {

using Layouts = std::vector<DataFormat>;

Layouts parse_layouts(const std::string& name, const std::string& text) {
    return choose<Layouts>(name, text,
                           {{"channels_last", {DataFormat::channels_last}},
                            {"channels_first", {DataFormat::channels_first}},
                            {"both", {DataFormat::channels_last, DataFormat::channels_first}}});
}

float parse_seconds(const std::string& name, const std::string& text) {
    const float seconds = parse_float(name, text);
    if (seconds < 0) throw InputError(name + " is " + text + "; it must be at least 0");
    return seconds;
}

std::regex parse_regex(const std::string& text) {
    try {
        return std::regex(text);
    } catch (const std::regex_error& error) {
        throw InputError("--filter is '" + text + "'; it must be a regular expression: " + error.what());
    }
}

}  // namespace

void add_bench_options(CLI::App& app, BenchOptions& options) {
    app.add_option("--layers", options.layers, "layer list, see bench/layers/README.md")
        ->required()
        ->type_name("FILE");
    app.add_option("--filter", options.filter, "only layers whose id this matches")->type_name("REGEX");
    add_parsed(app, "--layout", "NAME", "channels_last (default), channels_first or both", options.layouts,
               parse_layouts);
    add_run_options(app, options.run);
    add_parsed(app, "--min-time", "SECONDS", "timed runs per layer and layout last this long [0.1]",
               options.min_time, parse_seconds);
    app.add_flag("--check", options.check, "compare outputs with exact ones; fail above the error bound");
    app.add_flag("--progress", options.progress, "progress line even when stderr is no terminal");
    app.add_option("--json", options.json, "write one JSON object per line, layer and layout")
        ->type_name("FILE");
}

std::vector<Layer> select_layers(const BenchOptions& options) {
    const std::regex filter = parse_regex(options.filter);
    std::vector<Layer> layers = read_layers(options.layers);
    std::erase_if(layers, [&](const Layer& layer) { return !std::regex_search(layer.id, filter); });
    if (layers.empty()) {
        throw InputError("--filter is '" + options.filter + "'; no layer of " + options.layers + " matches");
    }
    return layers;
}

}  // namespace convt::tools
