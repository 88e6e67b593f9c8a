#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "commands.hpp"
#include "compile/build_library.hpp"
#include "compile/identifiers.hpp"
#include "run_options.hpp"
#include "source_options.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

struct Options {
    SourceOptions source;
    std::vector<std::string> targets{"native"};
    std::vector<std::string> tuned;
    std::string name = "layers";
    PlanOptions plan;
    BuildOptions build;
};

Library plan_library(const Options& options, const Targets& targets, const PlanningInputs& given) {
    if (!is_identifier(options.name)) {
        throw InputError("--name is '" + options.name +
                         "'; it must be a name in C, which begins with a letter and has no '__'");
    }
    Library library{options.name, targets, {}};
    const std::vector<CompileLayer> layers = read_layers(options.source);
    std::vector<std::string> names;
    for (const CompileLayer& layer : layers) names.push_back(layer.name);
    const std::vector<std::string> ids = to_identifiers(names);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        LibraryLayer planned{layers[i], ids[i], {}};
        for (const Isa isa : library.targets.tiers) {
            planned.variants.push_back(plan_layer(planned.layer, isa, given));
        }
        library.layers.push_back(std::move(planned));
    }
    return library;
}

void warn(const std::string& warning) {
    std::fprintf(stderr, "convt: %s\n", warning.c_str());
}

void report(const Library& library, const BuiltLibrary& built) {
    for (const LibraryLayer& layer : library.layers) {
        for (const PlannedVariant& variant : layer.variants) {
            std::printf("%-28s %-7s %s%s, %zu bytes of weights\n", layer.id.c_str(), isa_name(variant.isa),
                        variant.plan->kernel().name, variant.tuned ? " (tuned)" : "",
                        variant.plan->packed().bytes);
            if (!variant.warning.empty())
                warn(layer.id + ", " + isa_name(variant.isa) + ": " + variant.warning);
        }
    }
    std::printf("%s: %zu bytes, %zu of them weights\n", built.archive.c_str(), built.bytes, built.data_bytes);
}

/// Tuned files may state kernels with register tiles that no build ships, which generators can make.
void add_tuned_kernels(const TunedChoices& tuned, bool have_generators, Catalog& catalog) {
    std::set<std::string> missing;
    for (const std::string& name : tuned.kernels()) {
        if (have_generators) {
            catalog.add_unshipped(name);
        } else if (catalog.is_unshipped(name)) {
            missing.insert(name);
        }
    }
    if (missing.empty()) return;
    warn(std::to_string(missing.size()) + " kernels of the tuned files, such as " + *missing.begin() +
         ", have register tiles that convt does not ship; the next entries of their problems are used. To "
         "have "
         "them compiled, install convt's component convt_generators");
}

int compile(const Options& options) {
    const Kit kit = Kit::find();
    const Targets targets = parse_targets(options.targets);
    Catalog catalog(kit.catalog(), !targets.native);
    TunedChoices tuned;
    for (const std::string& file : options.tuned) tuned.read(file, targets);
    for (const std::string& warning : tuned.warnings()) warn(warning);
    BuildOptions build = options.build;
    build.generators = Generators::find(kit.recipe());
    add_tuned_kernels(tuned, build.generators.has_value(), catalog);
    const KernelIds ids(catalog, kit.object_ids(targets.processor), build.generators);
    const Library library =
        plan_library(options, targets, {options.plan, catalog.table(), catalog.whole_table(), tuned, &ids});
    report(library, build_library(library, kit, catalog, build));
    return 0;
}

}  // namespace

void add_compile_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App& sub =
        *app.add_subcommand("compile", "Write a static library of layers that needs nothing of convt");
    add_source_options(sub, options->source);
    sub.add_option("--out", options->build.out, "folder of the library, its header and its CMake package")
        ->required()
        ->type_name("FOLDER");
    sub.add_option("--name", options->name, "of the library and prefix of its functions [layers]");
    sub.add_option("--target", options->targets,
                   "CPU to compile for, several for dispatch at run time: native (default), "
                   "x86-64-linux-avx2-fma-f16c, arm-64-linux, or a tier")
        ->type_name("TARGET")
        ->allow_extra_args(false);
    sub.add_option("--tuned", options->tuned,
                   "measured choices that go before the cost model's (docs/tuning.md); several may be given")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_algorithm_option(sub, options->plan.algorithm);
    sub.add_option("--compiler", options->build.compiler, "C++ compiler of the target [CXX, c++]");
    sub.add_option("--runtime", options->build.runtime, "libconvt.a of the target [the installed one]")
        ->type_name("FILE");
    sub.callback([options, &exit_code] { exit_code = compile(*options); });
}

}  // namespace convt::tools
