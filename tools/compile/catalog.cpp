#include "compile/catalog.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

#include "support/input_error.hpp"
#include "support/input_file.hpp"
#include "support/parse_numbers.hpp"

namespace convt::tools {
namespace {

using detail::Algo;

/// Types of the contract that the objects of a line have, and where the line states its tier.
struct Macro {
    std::vector<const char*> types;
    std::size_t isa;
};

const std::map<std::string, Macro>& macros() {
    static const std::map<std::string, Macro> known{
        {"CONVT_KERNEL", {{"RegionFn"}, 5}},
        {"CONVT_TAPPED", {{"TappedMultiplyFn"}, 4}},
        {"CONVT_TAPPLANAR", {{"TapplanarMultiplyFn"}, 4}},
        {"CONVT_ROWS", {{"RegionFn"}, 5}},
        {"CONVT_WINOGRAD", {{"WinogradMultiplyFn"}, 4}},
        {"CONVT_WINOGRAD_REST", {{"WinogradMultiplyFn"}, 0}},
        {"CONVT_GATHER", {{"TappedGatherFn"}, 0}},
        {"CONVT_PLANAR_GATHER", {{"TapplanarGatherFn"}, 0}},
        {"CONVT_TRANSFORMS", {{"WinogradInputsFn", "WinogradOutputsFn"}, 0}},
        {"CONVT_BLOCKS", {{"TransposeFn", "ActivateFn"}, 0}},
    };
    return known;
}

Algo algo_of(const std::string& name) {
    static const std::map<std::string, Algo> known{
        {"direct", Algo::direct},       {"planar", Algo::planar},       {"depthwise", Algo::depthwise},
        {"rows", Algo::rows},           {"depthrows", Algo::depthrows}, {"tapped", Algo::tapped},
        {"tapplanar", Algo::tapplanar}, {"winograd", Algo::winograd}};
    const auto found = known.find(name);
    if (found == known.end()) throw InputError("the kernel catalogue has the strategy '" + name + "'");
    return found->second;
}

int number(const std::string& text) {
    return static_cast<int>(parse_integer("a number of the kernel catalogue", text));
}

std::string unquoted(const std::string& text) {
    return text.size() < 2 ? text : text.substr(1, text.size() - 2);
}

/// A name without its tile, and the tile: "c16p6".
std::pair<std::string, std::string> split_tile(const std::string& name) {
    static const std::regex form("(.*_)(c[1-9][0-9]{0,3}p[1-9][0-9]{0,3})(_[a-z0-9]+)");
    std::smatch match;
    if (!std::regex_match(name, match, form)) return {};
    return {match[1].str() + match[3].str(), match[2]};
}

Isa isa_of(const std::string& name) {
    const auto isa = parse_isa(name);
    if (!isa) throw InputError("the kernel catalogue has the tier '" + name + "'");
    return *isa;
}

}  // namespace

std::string Catalog::Line::text() const {
    std::string text = macro + "(";
    for (const std::string& argument : arguments) text += (text.ends_with('(') ? "" : ", ") + argument;
    return text + ")\n";
}

bool Catalog::Line::names_strategy() const {
    return macro == "CONVT_KERNEL" || macro == "CONVT_ROWS";
}

std::string Catalog::Line::strategy() const {
    if (names_strategy()) return arguments.at(4);
    std::string name = macro.substr(std::string("CONVT_").size());
    for (char& letter : name) letter = static_cast<char>(letter - 'A' + 'a');
    return name;
}

Catalog::Catalog(const std::filesystem::path& path, bool any_cpu) {
    std::istringstream stream(read_file(path));
    for (std::string text; std::getline(stream, text);) read_line(text);
    for (std::size_t i = 0; i < lines_.size(); ++i) add_line(i);
    kernels_.push_back({"convt_reference", 0, DataFormat::channels_last, DType::float32, Algo::reference,
                        Isa::base, 1, 1, nullptr, 0, nullptr, nullptr, nullptr, &parts_});
    kernel_lines_.push_back(lines_.size());
    shipped_ = kernels_.size();
    parts_ = {transforms_, rests_, gathers_, planar_gathers_, any_cpu};
}

std::size_t Catalog::kin_of(const std::string& name) const {
    const std::string family = split_tile(name).first;
    if (family.empty() || detail::find_kernel(whole_table(), name.c_str()) != nullptr) return kernels_.size();
    const auto kin = std::find_if(kernels_.begin(), kernels_.end(), [&](const auto& kernel) {
        return split_tile(kernel.name).first == family;
    });
    return static_cast<std::size_t>(kin - kernels_.begin());
}

void Catalog::add_unshipped(const std::string& name) {
    const std::size_t kin = kin_of(name);
    if (kin == kernels_.size()) return;
    const std::string tile = split_tile(name).second, old = split_tile(kernels_[kin].name).second;
    Line line = lines_[kernel_lines_.at(kin)];
    for (std::string* text : {&line.arguments[0], &line.arguments[1], &line.symbols[0]}) {
        text->replace(text->find("_" + old + "_") + 1, old.size(), tile);
    }
    const std::size_t at = line.tile_at();
    const std::size_t pixels = tile.find('p');
    line.arguments[at] = tile.substr(1, pixels - 1);
    line.arguments[at + 1] = tile.substr(pixels + 1);
    line.shipped = false;
    lines_.push_back(std::move(line));
    add_line(lines_.size() - 1);
}

void Catalog::read_line(const std::string& text) {
    const std::size_t open = text.find('(');
    const auto known = macros().find(text.substr(0, std::min(open, text.size())));
    if (known == macros().end()) return;
    Line line{known->first, {}, Isa::base, {}, true};
    std::string rest = text.substr(open + 1, text.rfind(')') - open - 1);
    for (std::string& argument : split(rest, ',')) {
        argument.erase(0, argument.find_first_not_of(' '));
        if (argument.starts_with("convt_")) line.symbols.push_back(argument);
        line.arguments.push_back(std::move(argument));
    }
    if (line.arguments.size() <= known->second.isa || line.symbols.size() != known->second.types.size()) {
        throw InputError("the kernel catalogue has the line '" + text + "', which cannot be read");
    }
    line.isa = isa_of(line.arguments[known->second.isa]);
    lines_.push_back(std::move(line));
}

void Catalog::add_line(std::size_t index) {
    const Line& line = lines_[index];
    const auto& a = line.arguments;
    if (line.macro == "CONVT_TRANSFORMS") {
        transforms_.push_back({line.isa,
                               number(a.at(1)),
                               {number(a.at(4)), number(a.at(3)), number(a.at(2))},
                               nullptr,
                               nullptr});
        transforms_lines_.push_back(index);
    } else if (line.macro == "CONVT_WINOGRAD_REST") {
        rests_.push_back({line.isa, number(a.at(1)), number(a.at(2)), nullptr});
        rests_lines_.push_back(index);
    } else if (line.macro == "CONVT_GATHER") {
        gathers_.push_back({line.isa, number(a.at(1)), nullptr});
    } else if (line.macro == "CONVT_PLANAR_GATHER") {
        planar_gathers_.push_back({line.isa, number(a.at(1)), nullptr});
    } else if (line.macro != "CONVT_BLOCKS") {
        const bool outputs = line.macro == "CONVT_WINOGRAD" || line.macro == "CONVT_ROWS";
        const std::size_t tile = line.tile_at();
        const Algo algo = algo_of(line.strategy());
        names_.push_back(unquoted(a.at(0)));
        kernels_.push_back(
            {names_.back().c_str(), number(a.at(2)),
             a.at(3) == "channels_last" ? DataFormat::channels_last : DataFormat::channels_first,
             DType::float32, algo, line.isa, number(a.at(tile)), number(a.at(tile + 1)), nullptr,
             outputs ? number(a.at(tile + 2)) : 0, nullptr, nullptr, nullptr, &parts_});
        kernel_lines_.push_back(index);
    }
}

std::size_t Catalog::line_of(const detail::KernelInfo& kernel) const {
    return kernel_lines_.at(static_cast<std::size_t>(&kernel - kernels_.data()));
}

std::size_t Catalog::line_of(const detail::WinogradTransforms& transforms) const {
    return transforms_lines_.at(static_cast<std::size_t>(&transforms - transforms_.data()));
}

std::size_t Catalog::line_of(const detail::WinogradRest& rest) const {
    return rests_lines_.at(static_cast<std::size_t>(&rest - rests_.data()));
}

std::size_t Catalog::line_of_gather(const detail::Candidate& choice) const {
    const bool planar = choice.kernel->algo == Algo::tapplanar;
    const char* macro = planar ? "CONVT_PLANAR_GATHER" : "CONVT_GATHER";
    const std::string which =
        std::to_string(planar ? choice.tapped->gather_outputs : choice.tapped->gather_lanes);
    const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
        return line.macro == macro && line.isa == choice.kernel->isa && line.arguments[1] == which;
    });
    return static_cast<std::size_t>(found - lines_.begin());
}

std::size_t Catalog::line_of_blocks(Isa isa) const {
    const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
        return line.macro == "CONVT_BLOCKS" && line.isa == isa;
    });
    return static_cast<std::size_t>(found - lines_.begin());
}

std::vector<const Catalog::Line*> KernelSelection::unshipped() const {
    std::vector<const Catalog::Line*> lines;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (chosen_[i] && !catalog_.lines()[i].shipped) lines.push_back(&catalog_.lines()[i]);
    }
    return lines;
}

std::string KernelSelection::table() const {
    std::string text;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (chosen_[i]) text += catalog_.lines()[i].text();
    }
    return text;
}

std::string KernelSelection::headers() const {
    std::map<std::string, std::string> types;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (!chosen_[i]) continue;
        const Catalog::Line& line = catalog_.lines()[i];
        for (std::size_t s = 0; s < line.symbols.size(); ++s) {
            types[line.symbols[s]] = macros().at(line.macro).types[s];
        }
    }
    std::string text = "#include <type_traits>\n";
    for (const auto& [symbol, type] : types) {
        text += "extern \"C\" std::remove_pointer_t<convt::contract::" + type + "> " + symbol + ";\n";
    }
    return text;
}

}  // namespace convt::tools
