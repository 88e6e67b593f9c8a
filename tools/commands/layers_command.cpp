#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "compile/library.hpp"
#include "convt/plan.hpp"
#include "desc_json.hpp"
#include "options/source_options.hpp"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    SourceOptions source;
    bool json = false;
};

Json described(const CompileLayer& layer) {
    return {{"id", layer.name},
            {"problem", problem_text(layer.desc)},
            {"open", open_sizes(layer)},
            {"macs", useful_macs(layer.desc)},
            {"desc", to_json(layer.desc)}};
}

void print(const CompileLayer& layer) {
    std::cout << layer.name << ": " << problem_text(layer.desc);
    const char* separator = "; open: ";
    for (const std::string& name : open_sizes(layer)) {
        std::cout << separator << name;
        separator = ", ";
    }
    std::cout << '\n';
}

void list_layers(const Options& options) {
    for (const CompileLayer& layer : read_layers(options.source)) {
        if (options.json) {
            std::cout << described(layer).dump() << '\n';
        } else {
            print(layer);
        }
    }
}

}  // namespace

void add_layers_command(CLI::App& app, int&) {
    auto options = std::make_shared<Options>();
    CLI::App& sub = *app.add_subcommand(
        "layers", "List the layers of models, lists and problems, as compile and tune see them");
    add_source_options(sub, options->source);
    sub.add_flag("--json", options->json, "one JSON object a line");
    sub.callback([options] { list_layers(*options); });
}

}  // namespace convt::tools
