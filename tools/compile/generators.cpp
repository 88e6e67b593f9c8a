#include "compile/generators.hpp"

#include "compile/process.hpp"
#include "support/input_file.hpp"

namespace convt::tools {

std::optional<Generators> Generators::find(const std::filesystem::path& recipe) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(recipe, error)) return std::nullopt;
    return Generators(std::filesystem::canonical(recipe).parent_path(),
                      nlohmann::json::parse(read_file(recipe)));
}

std::string Generators::compile(const Catalog::Line& kernel, const std::filesystem::path& folder) const {
    const nlohmann::json& strategy = recipe_.at("strategies").at(kernel.strategy());
    const std::string target = recipe_.at("targets").at(isa_name(kernel.isa));
    const std::string program = strategy.at("program"), name = strategy.at("name");
    const std::string programs = recipe_.at("generators"), features = recipe_.at("features");
    const std::size_t tile = kernel.tile_at();
    std::vector<std::string> command{folder_ / programs / ("convt_generator_" + program),
                                     "-g",
                                     name,
                                     "-f",
                                     kernel.symbols[0],
                                     "-e",
                                     "object",
                                     "-o",
                                     ".",
                                     "target=" + target + "-" + features,
                                     "channel_block=" + kernel.arguments[tile],
                                     "tile_pixels=" + kernel.arguments[tile + 1]};
    if (strategy.at("ranked")) command.push_back("rank=" + kernel.arguments[2]);
    if (kernel.macro == "CONVT_ROWS") command.push_back("outputs=" + kernel.arguments[tile + 2]);
    run_program(command, folder);
    return kernel.symbols[0] + ".o";
}

}  // namespace convt::tools
