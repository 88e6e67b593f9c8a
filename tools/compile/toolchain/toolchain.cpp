#include "compile/toolchain/toolchain.hpp"

#include <cstdlib>
#include <sstream>

#include "compile/toolchain/files.hpp"
#include "compile/toolchain/process.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {
namespace fs = std::filesystem;

#if defined(__aarch64__)
constexpr const char* kOwnProcessor = "aarch64";
#else
constexpr const char* kOwnProcessor = "x86_64";
#endif

std::string usual_compiler(const std::string& processor) {
    if (processor != kOwnProcessor) return processor + "-linux-gnu-g++";
    const char* named = std::getenv("CXX");
    return named != nullptr && *named != '\0' ? named : "c++";
}

/// A command may have arguments of its own, as in CXX="ccache g++", and a path may have spaces.
std::vector<std::string> words(const std::string& command) {
    std::error_code error;
    // Programs are run in another folder than this.
    if (fs::is_regular_file(command, error) && command.find('/') != std::string::npos) {
        return {fs::absolute(command).string()};
    }
    std::istringstream stream(command);
    std::vector<std::string> result;
    for (std::string word; stream >> word;) result.push_back(word);
    if (result.empty()) throw InputError("--compiler is '" + command + "'; it must be a command");
    return result;
}

std::vector<std::string> operator+(std::vector<std::string> all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// One section for each kind: hundreds of them, one a function, take a fifth of the library for their names,
/// headers and relocations, and what the app does not need is gone already.
constexpr const char* kSections =
    "SECTIONS {\n"
    "    .text 0 : { *(.text .text.*) }\n"
    "    .rodata 0 : { *(.rodata .rodata.*) }\n"
    "    .gcc_except_table 0 : { *(.gcc_except_table .gcc_except_table.*) }\n"
    "}\n";

}  // namespace

Toolchain::Toolchain(std::string compiler, const std::string& processor)
    : compiler_(words(compiler.empty() ? usual_compiler(processor) : std::move(compiler))) {}

std::string Toolchain::check(const fs::path& folder, const std::string& source) const {
    const Ended ended =
        try_program(compiler_ + std::vector<std::string>{"-std=gnu++20", "-fsyntax-only", source}, folder);
    return ended.exit_code == 0 ? "" : ended.err + ended.out;
}

void Toolchain::compile(const fs::path& folder, const fs::path& source, const std::string& object,
                        const std::vector<std::string>& includes) const {
    auto command =
        compiler_ + std::vector<std::string>{"-c", "-O2", "-fPIC", "-ffunction-sections", "-fdata-sections"};
    if (source.extension() == ".cpp") command.insert(command.end(), {"-std=c++20", "-Wall", "-Wextra"});
    for (const std::string& include : includes) command.insert(command.end(), {"-I", include});
    run_program(command + std::vector<std::string>{source.string(), "-o", object}, folder);
}

void Toolchain::link(const fs::path& folder, const std::vector<std::string>& objects, const fs::path& archive,
                     const std::vector<std::string>& symbols, const std::string& object) const {
    std::string kept;
    // Groups would be merged by name with those of another library that has other code under it.
    auto command = compiler_ + std::vector<std::string>{"-r", "-nostdlib", "-Wl,--force-group-allocation",
                                                        "-Wl,--gc-sections", "-Wl,-T,sections.ld"};
    // Named in a file: a command line has room for some thousand names only.
    std::string needed;
    for (const std::string& symbol : symbols) {
        needed += "EXTERN(" + symbol + ")\n";
        kept += symbol + "\n";
    }
    write_file(folder / "sections.ld", needed + kSections);
    run_program(command + objects + std::vector<std::string>{archive.string(), "-o", "merged.o"}, folder);
    write_file(folder / "kept.txt", kept);
    run_program({program("objcopy"), "--keep-global-symbols=kept.txt", "--strip-unneeded",
                 "--remove-section=.comment", "merged.o", object},
                folder);
}

void Toolchain::archive(const fs::path& folder, const std::string& object, const std::string& archive) const {
    run_program({program("ar"), "crsD", archive, object}, folder);
}

std::string Toolchain::program(const std::string& name) const {
    std::string path = run_program(compiler_ + std::vector<std::string>{"-print-prog-name=" + name},
                                   fs::temp_directory_path());
    while (path.ends_with('\n')) path.pop_back();
    return path;
}

}  // namespace convt::tools
