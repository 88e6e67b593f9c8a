#include "compile/kit/catalog.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using detail::Algo;
using Json = nlohmann::json;

template <typename Value>
Value named(const char* what, const std::map<std::string, Value>& known, const std::string& name) {
    const auto found = known.find(name);
    if (found == known.end()) {
        throw InputError(std::string("the kernel catalogue has the ") + what + " '" + name + "'");
    }
    return found->second;
}

/// A row's strategy: what its table is for, or what it says where a table is for several.
Algo algo_of(const Json& fields, const std::string& table) {
    static const std::map<std::string, Algo> known{
#define CONVT_REGION_STRATEGY(name) {#name, Algo::name},
#include "region_strategies.inc"
#undef CONVT_REGION_STRATEGY
        {"tapped", Algo::tapped},
        {"scatter", Algo::scatter},
        {"tapplanar", Algo::tapplanar},
        {"winograd", Algo::winograd},
        {"dot", Algo::dot}};
    const std::string of_table = table.substr(0, table.find('_'));
    return named("strategy", known, fields.value("algo", of_table));
}

DType dtype_of(const Json& fields) {
    static const std::map<std::string, DType> known{{"float32", DType::float32},
                                                    {"float16", DType::float16},
                                                    {"bfloat16", DType::bfloat16},
                                                    {"float64", DType::float64},
                                                    {"int8", DType::int8}};
    return named("element type", known, fields.at("dtype").get<std::string>());
}

DataFormat format_of(const Json& fields) {
    static const std::map<std::string, DataFormat> known{{"channels_last", DataFormat::channels_last},
                                                         {"channels_first", DataFormat::channels_first}};
    return named("layout", known, fields.at("data_format").get<std::string>());
}

Isa isa_of(const std::string& name) {
    const auto isa = parse_isa(name);
    if (!isa) throw InputError("the kernel catalogue has the tier '" + name + "'");
    return *isa;
}

/// A register tile as names, arguments of generators and rows state it.
struct Tile {
    std::string channels, pixels;

    [[nodiscard]] std::string in_name() const { return "_c" + channels + "p" + pixels + "_"; }
    [[nodiscard]] std::string in_row() const {
        return ".channel_block = " + channels + ", .tile_pixels = " + pixels + ",";
    }
    [[nodiscard]] std::array<std::string, 2> arguments() const {
        return {"channel_block=" + channels, "tile_pixels=" + pixels};
    }
};

/// A name without its tile, and the tile.
std::pair<std::string, Tile> split_tile(const std::string& name) {
    static const std::regex form("(.*)_c([1-9][0-9]{0,3})p([1-9][0-9]{0,3})_([a-z0-9]+)");
    std::smatch match;
    if (!std::regex_match(name, match, form)) return {};
    return {match[1].str() + "_" + match[4].str(), {match[2], match[3]}};
}

void replace_all(std::string& text, const std::string& old, const std::string& with) {
    for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + with.size())) {
        text.replace(at, old.size(), with);
    }
}

}  // namespace

const std::vector<std::string>& Catalog::tables() {
    static const std::vector<std::string> names{
        "region_kernels", "tapped_kernels",      "tapplanar_kernels", "winograd_kernels",
        "winograd_rests", "winograd_transforms", "tapped_gathers",    "tapplanar_gathers",
        "dot_kernels",    "dot_outputs",         "block_functions"};
    return names;
}

Catalog::Catalog(const std::filesystem::path& path, bool any_cpu) {
    try {
        read(Json::parse(read_file(path)));
    } catch (const Json::exception& error) {
        throw InputError(path.string() + " is no kernel catalogue: " + error.what());
    }
    kernels_.push_back({"convt_reference", 0, DataFormat::channels_last, DType::float32, Algo::reference,
                        Isa::base, 1, 1, nullptr, 0, nullptr, nullptr, nullptr, &parts_});
    kernel_rows_.push_back(rows_.size());
    shipped_ = kernels_.size();
    parts_ = {transforms_, rests_, gathers_, planar_gathers_, any_cpu, dot_outputs_};
}

void Catalog::read(const Json& catalog) {
    for (const auto& [symbol, object] : catalog.at("objects").items()) {
        objects_[symbol] = {object.at("program"), object.at("type"), object.at("arguments")};
    }
    for (const Json& row : catalog.at("rows")) {
        const Json& fields = row.at("fields");
        const std::string table = row.at("table");
        rows_.push_back({table, row.at("text"), isa_of(fields.at("isa")), row.at("symbols"),
                         row.value("runs", std::vector<std::string>()), true});
        if (fields.contains("name")) {
            add_kernel(fields, table);
        } else {
            add_part(fields, table);
        }
    }
}

void Catalog::add_kernel(const Json& fields, const std::string& table) {
    names_.push_back(fields.at("name"));
    kernels_.push_back({names_.back().c_str(), fields.at("rank"), format_of(fields), dtype_of(fields),
                        algo_of(fields, table), rows_.back().isa, fields.at("channel_block"),
                        fields.at("tile_pixels"), nullptr,
                        fields.value("phases", fields.value("tile_outputs", fields.value("terms", 0))),
                        nullptr, nullptr, nullptr, &parts_});
    kernel_rows_.push_back(rows_.size() - 1);
}

void Catalog::add_part(const Json& fields, const std::string& table) {
    const DType dtype = dtype_of(fields);
    const Isa isa = rows_.back().isa;
    const std::size_t row = rows_.size() - 1;
    if (table == "winograd_transforms") {
        transforms_.push_back(
            {dtype, isa, fields.at("tile_outputs"), fields.at("taps"), nullptr, nullptr, nullptr});
        transforms_rows_.push_back(row);
    } else if (table == "winograd_rests") {
        rests_.push_back({dtype, isa, fields.at("channel_block"), fields.at("tile_pixels"), nullptr});
        rests_rows_.push_back(row);
    } else if (table == "tapped_gathers") {
        gathers_.push_back({dtype, isa, fields.at("lanes"), nullptr});
        gathers_rows_.push_back(row);
    } else if (table == "tapplanar_gathers") {
        planar_gathers_.push_back({dtype, isa, fields.at("outputs"), nullptr});
        planar_gathers_rows_.push_back(row);
    } else if (table == "dot_outputs") {
        dot_outputs_.push_back({dtype, isa, nullptr, nullptr, nullptr});
        dot_outputs_rows_.push_back(row);
    } else if (table == "block_functions") {
        blocks_.push_back({{dtype, isa, nullptr, nullptr, nullptr}, row});
    } else {
        throw InputError("the kernel catalogue has the table '" + table + "'");
    }
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
    const Tile tile = split_tile(name).second, old = split_tile(kernels_[kin].name).second;
    Row row = rows_[kernel_rows_.at(kin)];
    row.shipped = false;
    replace_all(row.text, old.in_name(), tile.in_name());
    replace_all(row.text, old.in_row(), tile.in_row());
    Object object = objects_.at(row.symbols.at(0));
    for (std::size_t i = 0; i < 2; ++i) {
        std::replace(object.arguments.begin(), object.arguments.end(), old.arguments()[i],
                     tile.arguments()[i]);
    }
    replace_all(row.symbols[0], old.in_name(), tile.in_name());
    row.runs.at(0) = row.symbols[0];
    objects_[row.symbols[0]] = std::move(object);
    names_.push_back(name);
    detail::KernelInfo kernel = kernels_[kin];
    kernel.name = names_.back().c_str();
    kernel.channel_block = std::stoi(tile.channels);
    kernel.tile_pixels = std::stoi(tile.pixels);
    kernels_.push_back(kernel);
    kernel_rows_.push_back(rows_.size());
    rows_.push_back(std::move(row));
}

std::size_t Catalog::row_of(const void* part) const {
    constexpr std::size_t kNone = SIZE_MAX;
    const auto among = [&](const auto& parts, const std::vector<std::size_t>& rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (&parts[i] == part) return rows[i];
        }
        return kNone;
    };
    const std::size_t found =
        std::min({among(kernels_, kernel_rows_), among(transforms_, transforms_rows_),
                  among(rests_, rests_rows_), among(gathers_, gathers_rows_),
                  among(planar_gathers_, planar_gathers_rows_), among(dot_outputs_, dot_outputs_rows_)});
    if (found == kNone) throw InputError("the kernel catalogue lacks a part of a plan");
    return found;
}

std::optional<std::size_t> Catalog::row_of_blocks(Isa isa, DType dtype) const {
    const auto found = std::find_if(blocks_.begin(), blocks_.end(), [&](const auto& block) {
        return block.first.isa == isa && block.first.dtype == dtype;
    });
    return found == blocks_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> KernelSelection::unshipped() const {
    std::vector<std::string> symbols;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const Catalog::Row& row = catalog_.rows()[i];
        if (chosen_[i] && !row.shipped) symbols.insert(symbols.end(), row.symbols.begin(), row.symbols.end());
    }
    std::sort(symbols.begin(), symbols.end());
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    return symbols;
}

std::string KernelSelection::table(const std::string& name) const {
    std::string text;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (chosen_[i] && catalog_.rows()[i].table == name) text += catalog_.rows()[i].text + "\n";
    }
    return text;
}

std::string KernelSelection::headers() const {
    std::map<std::string, std::string> types;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (!chosen_[i]) continue;
        for (const std::string& symbol : catalog_.rows()[i].symbols)
            types[symbol] = catalog_.object(symbol).type;
    }
    std::string text = "#include <type_traits>\n";
    for (const auto& [symbol, type] : types) {
        text += "extern \"C\" std::remove_pointer_t<convt::contract::" + type + "> " + symbol + ";\n";
    }
    return text;
}

}  // namespace convt::tools
