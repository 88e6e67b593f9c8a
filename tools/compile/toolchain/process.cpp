#include "compile/toolchain/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "compile/toolchain/files.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

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

/// A process group of its own and the usual signals, so that a signal ends the program and what it has
/// started.
class Attributes {
public:
    Attributes() {
        posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }
    ~Attributes() { posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

pid_t start(const std::vector<std::string>& command, const FileActions& actions) {
    std::vector<std::string> copies = command;
    std::vector<char*> argv;
    for (std::string& argument : copies) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const Attributes attributes;
    const SignalsHeld held;
    pid_t child = 0;
    const int failed = posix_spawnp(&child, argv[0], actions.get(), attributes.get(), argv.data(), environ);
    if (failed != 0) {
        throw InputError("'" + command.front() + "' cannot be run: " + std::strerror(failed));
    }
    end_by_signal(child);
    return child;
}

/// Returns the exit code, or -1 when a signal ended the program.
int wait_for(pid_t child) {
    siginfo_t ended{};
    while (waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
    // Its number may be another program's once it has been waited for.
    end_by_signal(0);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Ended try_program(const std::vector<std::string>& command, const fs::path& folder) {
    const TemporaryFolder output;
    const fs::path out = output.path() / "stdout";
    const fs::path err = output.path() / "stderr";
    const FileActions actions(folder, out, err);
    const int exit_code = wait_for(start(command, actions));
    return {exit_code, read_file(out), read_file(err)};
}

std::string run_program(const std::vector<std::string>& command, const fs::path& folder) {
    Ended ended = try_program(command, folder);
    if (ended.exit_code != 0) {
        throw InputError("'" + command.front() + "' failed: " + ended.err + ended.out);
    }
    return std::move(ended.out);
}

}  // namespace convt::tools
