#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "bench/bench_options.hpp"
#include "bench/bench_result.hpp"
#include "bench/bench_summary.hpp"
#include "bench/progress_line.hpp"
#include "commands/commands.hpp"
#include "src/machine/cpu.hpp"
#include "support/files/output_file.hpp"
#include "support/input_error.hpp"
#include "support/layers/prepared_layer.hpp"

namespace convt::tools {
namespace {

constexpr int kLayerFailed = 1;

void measure(const ConvTransposeDesc& desc, std::int64_t macs, const BenchOptions& options, Context& context,
             BenchResult& result) {
    PreparedLayer layer(desc, options.run.plan);
    result.isa = isa_name(layer.plan().isa());
    result.kernel = layer.plan().kernel_name();
    result.time = time_runs([&] { layer.run(context); }, options.min_time);
    result.gflops = 2e-6 * static_cast<double>(macs) / result.time.min_ms;
    result.packed_bytes = layer.packed().bytes();
    result.workspace_bytes = layer.plan().workspace_bytes();
    result.pack_ms = layer.pack_ms();
    result.plan_us = layer.plan_us();
    result.products = layer.plan().products_per_useful();
    if (options.check) {
        result.check = check_outputs(desc, layer.inputs(), layer.kernel(), layer.outputs(),
                                     layer.plan().algorithm(), layer.kernel_scale());
    }
}

/// A layer with outputs, and inputs if that is stated, in a layout, of the element types stated.
ConvTransposeDesc laid_out(const Layer& layer, DataFormat layout, const BenchOptions& options) {
    const std::optional<DataFormat>& input_layout = options.input_layout;
    ConvTransposeDesc desc = layer.desc;
    desc.data_format = layout;
    desc.dtype = options.dtype.value_or(desc.dtype);
    if (options.output_dtype) desc.output_dtype = options.output_dtype;
    if (input_layout) desc.input_strides = dense_input_strides(desc, *input_layout);
    return desc;
}

/// Measures one layer; what goes wrong with it is kept in the result, so that the others still run.
BenchResult bench_layer(const Layer& layer, const ConvTransposeDesc& desc, const BenchOptions& options,
                        Context& context) {
    BenchResult result;
    result.id = layer.id;
    result.layout = layout_name(desc);
    result.threads = context.threads();
    result.isa = isa_name(detail::tier_of_floats(options.run.plan.max_isa.value_or(detect_isa())));
    try {
        measure(desc, layer.macs_useful, options, context, result);
    } catch (const InputError& error) {
        result.error = error.what();
    } catch (const std::bad_alloc&) {
        result.error = "out of memory";
    }
    return result;
}

/// Runs every layer in every layout, printing each as it is done.
std::vector<BenchResult> bench_all(const std::vector<Layer>& layers, const BenchOptions& options,
                                   std::ostream* json) {
    Context context = unwrap(Context::create({options.run.plan.threads}));
    const std::size_t layouts = std::max<std::size_t>(options.layouts.size(), 1);
    const ProgressLine progress(layers.size() * layouts, options.progress);
    std::vector<BenchResult> results;
    std::puts(table_header().c_str());
    for (const Layer& layer : layers) {
        const std::vector<DataFormat> own{layer.desc.data_format};
        for (const DataFormat layout : options.layouts.empty() ? own : options.layouts) {
            const ConvTransposeDesc desc = laid_out(layer, layout, options);
            progress.show(results.size(), layer.id + " " + layout_name(desc));
            results.push_back(bench_layer(layer, desc, options, context));
            progress.clear();
            std::puts(to_table_row(results.back()).c_str());
            std::fflush(stdout);
            if (json) *json << to_json(results.back()) << '\n';
        }
    }
    return results;
}

int bench(const BenchOptions& options) {
    check_isa(options.run.plan.max_isa);
    const std::vector<Layer> layers = select_layers(options);
    std::optional<OutputFile> json;
    if (!options.json.empty()) json.emplace(options.json);
    const std::vector<BenchResult> results = bench_all(layers, options, json ? &json->stream() : nullptr);
    if (json) json->commit();
    std::fputs(summarize(results).c_str(), stdout);
    for (const BenchResult& result : results) {
        if (result.failed()) return kLayerFailed;
    }
    return 0;
}

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App& sub =
        *app.add_subcommand("bench", "Time problems, or the layers of a list, weights packed beforehand");
    add_bench_options(sub, *options);
    sub.callback([options, &exit_code] { exit_code = bench(*options); });
}

}  // namespace convt::tools
