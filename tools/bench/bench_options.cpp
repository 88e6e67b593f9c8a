#include "bench/bench_options.hpp"

#include <regex>

#include "options/dtype_option.hpp"
#include "options/option_values.hpp"
#include "problems/problem_options.hpp"
#include "support/layers/problem_string.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

using Layouts = std::vector<DataFormat>;

Layouts parse_layouts(const std::string& name, const std::string& text) {
    return choose<Layouts>(name, text,
                           {{"channels_last", {DataFormat::channels_last}},
                            {"channels_first", {DataFormat::channels_first}},
                            {"both", {DataFormat::channels_last, DataFormat::channels_first}}});
}

std::regex parse_regex(const std::string& text) {
    try {
        return std::regex(text);
    } catch (const std::regex_error& error) {
        throw InputError("--filter is '" + text + "'; it must be a regular expression: " + error.what());
    }
}

Layer stated_layer(const std::string& text, const BenchOptions& options) {
    if (!is_problem_string(text)) {
        throw InputError("'" + text +
                         "' is no problem; it must have several words, as in \"2d ic64 oc32 i40x30 k4 "
                         "s2 same\"; lists are named by --layers");
    }
    const StatedProblem problem = parse_problem(text);
    if (options.check && problem.desc.activation != Activation::none) {
        throw InputError("the problem '" + text +
                         "' states an activation; --check compares sums without one");
    }
    return {problem.name.empty() ? text : problem.name, "", useful_macs(problem.desc), problem.desc};
}

}  // namespace

void add_bench_options(CLI::App& app, BenchOptions& options) {
    app.add_option("problems", options.problems, "problems (\"2d ic64 oc32 i40x30 k4 s2 same\")")
        ->type_name("PROBLEM...");
    add_path(app, "--layers", "FILE", "layer list, see bench/layers/README.md", options.layers);
    app.add_option("--filter", options.filter, "only layers whose id this matches")->type_name("REGEX");
    add_parsed(app, "--layout", "NAME",
               "channels_last, channels_first or both [what problems state; channels_last]", options.layouts,
               parse_layouts);
    add_parsed(app, "--input-layout", "NAME", "channels_last or channels_first [that of the outputs]",
               options.input_layout, parse_data_format);
    add_parsed(app, "--dtype", "NAME",
               "element type: float32, float16, bfloat16, int8 or uint8 [what problems state; float32]",
               options.dtype, parse_dtype);
    add_parsed(app, "--output-dtype", "NAME", "element type of the outputs [that of the inputs]",
               options.output_dtype, parse_dtype);
    add_run_options(app, options.run);
    add_min_time_option(app, options.min_time);
    app.add_flag("--check", options.check, "compare outputs with exact ones; fail above the error bound");
    app.add_flag("--progress", options.progress, "progress line even when stderr is no terminal");
    add_path(app, "--json", "FILE", "write one JSON object per line, layer and layout", options.json);
}

std::vector<Layer> select_layers(const BenchOptions& options) {
    if (options.problems.empty() && options.layers.empty()) {
        throw InputError(
            "there is nothing to time; give problems (\"2d ic64 oc32 i40x30 k4 s2 same\") or --layers FILE");
    }
    const std::regex filter = parse_regex(options.filter);
    std::vector<Layer> layers;
    for (const std::string& text : options.problems) layers.push_back(stated_layer(text, options));
    if (!options.layers.empty()) {
        const std::vector<Layer> listed = read_layers(options.layers);
        layers.insert(layers.end(), listed.begin(), listed.end());
    }
    std::vector<std::string> names;
    for (const Layer& layer : layers) names.push_back(layer.id);
    std::erase_if(layers, [&](const Layer& layer) { return !std::regex_search(layer.id, filter); });
    if (layers.empty()) {
        throw InputError("--filter is '" + options.filter + "'; no layer's name matches; there are " +
                         listed(names));
    }
    return layers;
}

}  // namespace convt::tools
