#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "commands.hpp"
#include "compile/kit.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

namespace fs = std::filesystem;

/// The tuner is a Python program: beside an installed command, or in the source tree of this build.
fs::path find_tuner(const fs::path& command) {
    const fs::path installed = command.parent_path().parent_path() / "share" / "convt" / "tune";
    for (const fs::path& folder : {installed, fs::path(CONVT_TUNER_SOURCE)}) {
        if (fs::exists(folder / "__main__.py")) return folder;
    }
    throw InputError("the tuner is not there; looked in " + installed.string() + " and " CONVT_TUNER_SOURCE);
}

/// The program that measures: in a build, or beside an installed command.
fs::path find_worker(const fs::path& command) {
    const fs::path built = command.parent_path() / "tune" / "convt-tune-worker";
    if (fs::exists(built)) return built;
    return command.parent_path().parent_path() / "libexec" / "convt" / "convt-tune-worker";
}

/// The interpreter: CONVT_PYTHON, the environment that `make tune-setup` makes, or python3.
std::string find_python() {
    if (const char* given = std::getenv("CONVT_PYTHON")) return given;
    const fs::path own = fs::path(CONVT_TUNER_SOURCE) / ".." / ".." / ".venv-tune" / "bin" / "python";
    return fs::exists(own) ? fs::canonical(own.parent_path()) / "python" : fs::path("python3");
}

/// Gives this process to the tuner; returns only when that fails.
void become_tuner(const std::vector<std::string>& arguments) {
    const fs::path command = fs::read_symlink("/proc/self/exe");
    std::vector<std::string> words = {find_python(), find_tuner(command).string(),
                                      "--convt",     command.string(),
                                      "--worker",    find_worker(command).string()};
    const auto kit = Kit::look();
    if (kit && fs::exists(kit->recipe())) words.insert(words.end(), {"--recipe", kit->recipe().string()});
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    throw InputError(words[0] + " cannot be started: " + std::strerror(errno) + "; set CONVT_PYTHON");
}

}  // namespace

void add_tune_command(CLI::App& app, int&) {
    CLI::App& sub =
        *app.add_subcommand("tune", "Search the fastest kernel and split of each layer of a list");
    // The tuner reads its own arguments, --help included.
    sub.prefix_command();
    sub.set_help_flag();
    sub.callback([&sub] { become_tuner(sub.remaining()); });
}

}  // namespace convt::tools
