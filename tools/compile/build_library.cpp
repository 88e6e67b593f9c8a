#include "compile/build_library.hpp"

#include "compile/data_section.hpp"
#include "compile/files.hpp"
#include "compile/source.hpp"
#include "compile/toolchain.hpp"
#include "output_file.hpp"
#include "support/input_error.hpp"
#include "support/input_file.hpp"

namespace convt::tools {
namespace {
namespace fs = std::filesystem;

/// What a plan needs of the kernel table.
void add_kernels(const Catalog& catalog, const detail::StrategyPlan& plan, KernelSelection& selection) {
    detail::TableRows rows;
    plan.add_rows(rows);
    for (const void* row : rows) selection.add(catalog.row_of(row));
    if (!rows.empty()) selection.add(catalog.row_of_blocks(plan.kernel().isa));
}

KernelSelection select_kernels(const Library& library, const Catalog& catalog) {
    KernelSelection selection(catalog);
    for (const Isa isa : library.targets.tiers) selection.add(catalog.row_of_blocks(isa));
    for (const LibraryLayer& layer : library.layers) {
        for (const PlannedVariant& variant : layer.variants) {
            add_kernels(catalog, variant.plan->plan(), selection);
        }
    }
    return selection;
}

/// Writes the sources of a library to a folder; returns the bytes of its data.
std::size_t write_sources(const Library& library, const KernelSelection& kernels, const fs::path& folder) {
    DataSection data(library.name);
    for (const std::string& table : Catalog::tables())
        write_file(folder / (table + ".inc"), kernels.table(table));
    write_file(folder / "kernel_headers.inc", kernels.headers());
    write_file(folder / (library.name + ".h"), header_text(library));
    write_file(folder / "layers.cpp", source_text(library, data));
    data.write(folder);
    return data.bytes();
}

void make_folder(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (!fs::is_directory(path)) throw InputError(path.string() + " cannot be made: " + error.message());
}

}  // namespace

BuiltLibrary build_library(const Library& library, const Kit& kit, const Catalog& catalog,
                           const BuildOptions& options) {
    const fs::path runtime =
        options.runtime.empty() ? kit.archive(library.targets.processor) : fs::absolute(options.runtime);
    const Toolchain toolchain(options.compiler, library.targets.processor);
    const TemporaryFolder folder;
    BuiltLibrary built;
    const KernelSelection kernels = select_kernels(library, catalog);
    built.data_bytes = write_sources(library, kernels, folder.path());
    const std::vector<std::string> includes{".", kit.include().string(), (kit.include() / "src").string()};
    toolchain.compile(folder.path(), kit.registry(), "registry.o", includes);
    toolchain.compile(folder.path(), "layers.cpp", "layers.o", includes);
    toolchain.compile(folder.path(), "data.s", "data.o", {});
    std::vector<std::string> objects{"registry.o", "layers.o", "data.o"};
    for (const std::string& symbol : kernels.unshipped()) {
        objects.push_back(options.generators.value().compile(symbol, catalog.object(symbol), folder.path()));
    }
    const std::string object = library.name + ".o";
    const std::string archive = "lib" + library.name + ".a";
    toolchain.link(folder.path(), objects, runtime, function_names(library), object);
    toolchain.archive(folder.path(), object, archive);

    make_folder(options.out);
    const std::string header = library.name + ".h";
    OutputFile archive_file(options.out / archive), header_file(options.out / header),
        config_file(options.out / (library.name + "Config.cmake"));
    const std::string bytes = read_file(folder.path() / archive);
    archive_file.stream() << bytes;
    header_file.stream() << read_file(folder.path() / header);
    config_file.stream() << cmake_config_text(library.name);
    archive_file.commit();
    header_file.commit();
    config_file.commit();
    built.archive = options.out / archive;
    built.bytes = bytes.size();
    return built;
}

}  // namespace convt::tools
