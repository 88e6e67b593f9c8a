#include "compile/kit/kernel_ids.hpp"

#include <zlib.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "compile/toolchain/files.hpp"
#include "src/strategies/strategy.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {

std::string crc32_text(std::string_view bytes) {
    const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    char text[9];
    std::snprintf(text, sizeof(text), "%08lx", crc);
    return text;
}

KernelIds::KernelIds(const Catalog& catalog, const std::filesystem::path& object_ids,
                     const std::optional<Generators>& generators)
    : catalog_(catalog), generators_(generators) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(object_ids, error)) return;
    try {
        shipped_ = nlohmann::json::parse(read_file(object_ids));
    } catch (const nlohmann::json::exception& problem) {
        throw InputError(object_ids.string() + " does not hold identities of objects: " + problem.what());
    }
}

std::string KernelIds::id_of_object(const std::string& symbol, bool shipped) const {
    const auto known = shipped_.find(symbol);
    if (known != shipped_.end()) return known->second;
    if (shipped || !generators_) return {};
    const TemporaryFolder folder;
    return crc32_text(
        read_file(folder.path() / generators_->compile(symbol, catalog_.object(symbol), folder.path())));
}

std::string KernelIds::of(const std::string& kernel_name) const {
    const detail::KernelInfo* kernel = detail::find_kernel(catalog_.whole_table(), kernel_name.c_str());
    if (kernel == nullptr || detail::strategy_of(*kernel).last_resort) return {};
    const Catalog::Row& row = catalog_.rows()[catalog_.row_of(kernel)];
    std::string all;
    for (const std::string& symbol : row.runs) {
        const bool shipped = row.shipped || symbol != row.symbols.at(0);
        const std::string id = id_of_object(symbol, shipped);
        if (id.empty()) return {};
        all += (all.empty() ? "" : " ") + id;
    }
    return crc32_text(all);
}

}  // namespace convt::tools
