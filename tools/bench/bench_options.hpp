#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"
#include "options/run_options.hpp"
#include "support/layers/layer.hpp"

namespace convt::tools {

/// The arguments of `convt bench`.
struct BenchOptions {
    std::vector<std::string> problems;
    std::string layers;  ///< a list; empty: none
    std::string filter;
    std::vector<DataFormat> layouts;           ///< none: what each problem states, channels_last for lists
    std::optional<DataFormat> input_layout;    ///< absent: what problems state, that of the outputs for lists
    std::optional<DType> dtype, output_dtype;  ///< absent: what problems state, float32 for lists
    RunOptions run;
    float min_time = 0.1F;  ///< seconds of timed runs per layer and layout
    bool check = false;
    bool progress = false;
    std::string json;  ///< empty: none is written
};

/// Adds the options of the bench subcommand.
void add_bench_options(CLI::App& app, BenchOptions& options);

/// Reads problems and layers whose id the filter matches; throws InputError when none does.
std::vector<Layer> select_layers(const BenchOptions& options);

}  // namespace convt::tools
