#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "commands/commands.hpp"
#include "compile/kit/kit.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

/// Where the tuner, a Python program, and its parts are. An installed command knows its own prefix alone.
struct Tuner {
    fs::path folder, worker, python;
};

Tuner find_tuner(const fs::path& command) {
    const fs::path built = command.parent_path() / "tune", prefix = command.parent_path().parent_path();
    Tuner tuner{prefix / "share" / "convt" / "tune", prefix / "libexec" / "convt" / "convt-tune-worker",
                "python3"};
    // A build says where its sources are.
    if (is_file(built / "source_folder")) {
        tuner.folder = read_file(built / "source_folder");
        tuner.worker = built / "convt-tune-worker";
        // The environment that `make tune-setup` makes.
        const fs::path own = tuner.folder.parent_path().parent_path() / ".venv-tune" / "bin" / "python";
        std::error_code error;
        if (fs::exists(own, error)) tuner.python = own;
    }
    if (const char* given = std::getenv("CONVT_PYTHON")) tuner.python = given;
    if (is_file(tuner.folder / "__main__.py")) return tuner;
    throw InputError("the tuner is not there; looked in " + tuner.folder.string());
}

/// Gives this process to the tuner; returns only when that fails.
void become_tuner(const std::vector<std::string>& arguments) {
    const fs::path command = fs::read_symlink("/proc/self/exe");
    const Tuner tuner = find_tuner(command);
    std::vector<std::string> words = {
        tuner.python.string(), tuner.folder.string(), "--convt", command.string(), "--worker",
        tuner.worker.string()};
    const auto kit = Kit::look();
    if (kit && is_file(kit->recipe())) words.insert(words.end(), {"--recipe", kit->recipe().string()});
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
