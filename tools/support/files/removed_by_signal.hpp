#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <filesystem>

namespace convt::tools {

/// Keeps SIGHUP, SIGINT and SIGTERM from this thread while it lives: what is made meanwhile is registered
/// before a signal ends the command.
class SignalsHeld {
public:
    SignalsHeld();
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;
    ~SignalsHeld();

private:
    sigset_t before_{};
};

/// A file or folder that is removed when SIGHUP, SIGINT or SIGTERM ends the command while this lives. Those
/// made last are removed first. Removing it in all other cases is left to the owner.
class RemovedBySignal {
public:
    enum class Kind { file, folder_of_files, empty_folder };

    RemovedBySignal(std::filesystem::path path, Kind kind);
    RemovedBySignal(const RemovedBySignal&) = delete;
    RemovedBySignal& operator=(const RemovedBySignal&) = delete;
    ~RemovedBySignal();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    std::size_t slot_;
};

/// The process group that such a signal ends as well; 0 for none. One at a time.
void end_by_signal(pid_t group);

}  // namespace convt::tools
