#include "compile/build_library.hpp"

#include "compile/code/data_section.hpp"
#include "compile/code/source.hpp"
#include "compile/toolchain/files.hpp"
#include "src/machine/cpu.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {
namespace fs = std::filesystem;

/// What a plan needs of the kernel table.
void add_kernels(const Catalog& catalog, const detail::StrategyPlan& plan, KernelSelection& selection) {
    detail::TableRows rows;
    plan.add_rows(rows);
    for (const void* row : rows) selection.add(catalog.row_of(row));
    if (rows.empty()) return;
    if (const auto blocks = catalog.row_of_blocks(plan.kernel().isa, plan.problem().dtype)) {
        selection.add(*blocks);
    }
}

/// The helpers of a tier for floats, which every table begins with.
std::size_t row_of_floats(const Catalog& catalog, Isa isa) {
    const auto row = catalog.row_of_blocks(detail::tier_of_floats(isa), DType::float32);
    if (!row) throw InputError(std::string("the kernel catalogue has no blocks of ") + isa_name(isa));
    return *row;
}

KernelSelection select_kernels(const Library& library, const Catalog& catalog) {
    KernelSelection selection(catalog);
    for (const Isa isa : library.targets.tiers) selection.add(row_of_floats(catalog, isa));
    for (const LibraryLayer& layer : library.layers) {
        for (const PlannedVariant& variant : layer.variants) {
            add_kernels(catalog, variant.plan->plan(), selection);
        }
    }
    return selection;
}

/// Writes the sources of a library to a folder; returns the bytes of its data.
std::size_t write_sources(const Library& library, const KernelSelection& kernels, const fs::path& folder) {
    DataSection data;
    for (const std::string& table : Catalog::tables())
        write_file(folder / (table + ".inc"), kernels.table(table));
    write_file(folder / "kernel_headers.inc", kernels.headers());
    write_file(folder / (library.name + ".h"), header_text(library));
    write_file(folder / "layers.cpp", source_text(library, data));
    data.write(folder);
    return data.bytes();
}

}  // namespace

LibraryFiles::LibraryFiles(const fs::path& folder, const std::string& name)
    : folder_(folder),
      archive_path_(folder / ("lib" + name + ".a")),
      archive_(archive_path_),
      header_(folder / (name + ".h")),
      config_(folder / (name + "Config.cmake")) {}

void LibraryFiles::commit(const std::string& archive, const std::string& header, const std::string& config) {
    archive_.stream() << archive;
    header_.stream() << header;
    config_.stream() << config;
    archive_.commit();
    header_.commit();
    config_.commit();
    folder_.keep();
}

BuiltLibrary build_library(const Library& library, const BuildTools& tools, LibraryFiles& files) {
    const TemporaryFolder folder;
    BuiltLibrary built;
    const KernelSelection kernels = select_kernels(library, tools.catalog);
    built.data_bytes = write_sources(library, kernels, folder.path());
    const Toolchain& toolchain = tools.toolchain;
    const std::vector<std::string> includes{".", tools.kit.include().string(),
                                            (tools.kit.include() / "src").string()};
    toolchain.compile(folder.path(), tools.kit.registry(), "registry.o", includes);
    toolchain.compile(folder.path(), "layers.cpp", "layers.o", includes);
    toolchain.compile(folder.path(), "data.s", "data.o", {});
    std::vector<std::string> objects{"registry.o", "layers.o", "data.o"};
    for (const std::string& symbol : kernels.unshipped()) {
        objects.push_back(
            tools.generators.value().compile(symbol, tools.catalog.object(symbol), folder.path()));
    }
    const std::string object = library.name + ".o";
    const std::string archive = "lib" + library.name + ".a";
    toolchain.link(folder.path(), objects, tools.runtime, function_names(library), object);
    toolchain.archive(folder.path(), object, archive);
    const std::string bytes = read_file(folder.path() / archive);
    files.commit(bytes, read_file(folder.path() / (library.name + ".h")), cmake_config_text(library.name));
    built.archive = files.archive();
    built.bytes = bytes.size();
    return built;
}

}  // namespace convt::tools
