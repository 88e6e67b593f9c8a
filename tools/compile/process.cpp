#include "compile/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "compile/files.hpp"
#include "support/input_error.hpp"
#include "support/input_file.hpp"

namespace convt::tools {
namespace {
namespace fs = std::filesystem;

class FileActions {
public:
    FileActions(const fs::path& folder, const fs::path& out, const fs::path& err) {
        posix_spawn_file_actions_init(&actions_);
        constexpr int kCreate = O_WRONLY | O_CREAT | O_TRUNC;
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, out.c_str(), kCreate, 0600);
        posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, err.c_str(), kCreate, 0600);
        posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

std::string run_program(const std::vector<std::string>& command, const fs::path& folder) {
    const TemporaryFolder output;
    const fs::path out = output.path() / "stdout";
    const fs::path err = output.path() / "stderr";
    const FileActions actions(folder, out, err);
    std::vector<std::string> copies = command;
    std::vector<char*> argv;
    for (std::string& argument : copies) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    const int failed = posix_spawnp(&child, argv[0], actions.get(), nullptr, argv.data(), environ);
    if (failed != 0) {
        throw InputError("'" + command.front() + "' cannot be run: " + std::strerror(failed));
    }
    if (wait_for(child) != 0) {
        throw InputError("'" + command.front() + "' failed: " + read_file(err) + read_file(out));
    }
    return read_file(out);
}

}  // namespace convt::tools
