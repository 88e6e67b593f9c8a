#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "commands/commands.hpp"
#include "compile/build_library.hpp"
#include "compile/names/check_names.hpp"
#include "compile/names/identifiers.hpp"
#include "compile/names/reserved_names.hpp"
#include "options/option_values.hpp"
#include "options/run_options.hpp"
#include "options/source_options.hpp"
#include "src/base/elements.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {
namespace fs = std::filesystem;

struct Options {
    SourceOptions source;
    std::vector<std::string> targets{"native"};
    std::vector<std::string> tuned;
    std::string name = "layers";
    PlanOptions plan;
    std::string out, compiler, runtime;
};

void check_name(const std::string& name) {
    if (const std::string why = name_refusal(name); !why.empty()) {
        throw InputError("--name is '" + name + "'; " + why);
    }
}

/// The layers with the names of their functions, not planned yet.
Library name_layers(const Options& options, const Targets& targets) {
    const std::vector<CompileLayer> layers = read_layers(options.source);
    const bool integers = std::any_of(layers.begin(), layers.end(), [](const CompileLayer& layer) {
        return detail::is_quantized(layer.desc.dtype);
    });
    Library library{options.name, integers ? targets : targets_of_floats(targets), {}};
    std::vector<std::string> names;
    for (const CompileLayer& layer : layers) names.push_back(layer.name);
    const std::vector<std::string> ids = to_identifiers(options.name, names);
    for (std::size_t i = 0; i < layers.size(); ++i) library.layers.push_back({layers[i], ids[i], {}});
    return library;
}

void plan_layers(const PlanningInputs& given, Library& library) {
    for (LibraryLayer& layer : library.layers) {
        for (const Isa isa : library.targets.tiers) {
            layer.variants.push_back(plan_layer(layer.layer, isa, given));
        }
    }
}

std::vector<std::string> ids_of(const Library& library) {
    std::vector<std::string> ids;
    for (const LibraryLayer& layer : library.layers) ids.push_back(layer.id);
    return ids;
}

fs::path find_runtime(const Options& options, const Kit& kit, const Targets& targets) {
    if (options.runtime.empty()) return kit.archive(targets.processor);
    require_regular_file(options.runtime);
    return fs::absolute(options.runtime);
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
    check_name(options.name);
    const Kit kit = Kit::find();
    const Targets targets = parse_targets(options.targets);
    Catalog catalog(kit.catalog(), !targets.native);
    TunedChoices tuned;
    for (const std::string& file : options.tuned) tuned.read(file, targets_of_floats(targets));
    for (const std::string& warning : tuned.warnings()) warn(warning);
    const Toolchain toolchain(options.compiler, targets.processor);
    const BuildTools tools{kit, catalog, toolchain, find_runtime(options, kit, targets),
                           Generators::find(kit.recipe())};
    add_tuned_kernels(tuned, tools.generators.has_value(), catalog);
    const KernelIds ids(catalog, kit.object_ids(targets.processor), tools.generators);
    Library library = name_layers(options, targets);
    LibraryFiles files(options.out, options.name);
    check_names(options.name, ids_of(library), toolchain);
    plan_layers({options.plan, catalog.table(), catalog.whole_table(), tuned, &ids}, library);
    report(library, build_library(library, tools, files));
    return 0;
}

}  // namespace

void add_compile_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<Options>();
    CLI::App& sub =
        *app.add_subcommand("compile", "Write a static library of layers that needs nothing of convt");
    add_source_options(sub, options->source);
    add_path(sub, "--out", "FOLDER", "folder of the library, its header and its CMake package", options->out)
        ->required();
    sub.add_option("--name", options->name, "of the library and prefix of its functions [layers]");
    sub.add_option("--target", options->targets,
                   "CPU to compile for, several for dispatch at run time: native (default), "
                   "x86-64-linux-avx2-fma-f16c, arm-64-linux, or a tier")
        ->type_name("TARGET")
        ->allow_extra_args(false);
    add_paths(sub, "--tuned", "FILE",
              "measured choices that go before the cost model's (docs/tuning.md); several may be given",
              options->tuned);
    add_algorithm_option(sub, options->plan.algorithm);
    add_path(sub, "--compiler", "COMMAND", "C++ compiler of the target, a path or a command [CXX, c++]",
             options->compiler);
    add_path(sub, "--runtime", "FILE", "libconvt.a of the target [the installed one]", options->runtime);
    sub.callback([options, &exit_code] { exit_code = compile(*options); });
}

}  // namespace convt::tools
