#include "compile/kit/generators.hpp"

#include "compile/toolchain/process.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {

std::optional<Generators> Generators::find(const std::filesystem::path& recipe) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(recipe, error)) return std::nullopt;
    nlohmann::json parsed = nlohmann::json::parse(read_file(recipe), nullptr, /*allow_exceptions=*/false);
    if (!parsed.is_object() || !parsed.contains("generators") || !parsed["generators"].is_string()) {
        throw InputError(recipe.string() + " is malformed; install convt's component convt_generators again");
    }
    return Generators(std::filesystem::canonical(recipe).parent_path(), std::move(parsed));
}

std::string Generators::compile(const std::string& symbol, const Catalog::Object& object,
                                const std::filesystem::path& folder) const {
    const std::string programs = recipe_.at("generators");
    std::vector<std::string> command{
        folder_ / programs / ("convt_generator_" + object.program), "-f", symbol, "-e", "object", "-o", "."};
    command.insert(command.end(), object.arguments.begin(), object.arguments.end());
    run_program(command, folder);
    return symbol + ".o";
}

}  // namespace convt::tools
