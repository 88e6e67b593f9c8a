#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace convt::tools {

/// What a program left that has ended.
struct Ended {
    int exit_code;  ///< -1 when a signal ended it
    std::string out, err;
};

/// Runs a program of the PATH in a folder, without a shell. Throws InputError when it cannot be run.
Ended try_program(const std::vector<std::string>& command, const std::filesystem::path& folder);

/// The same for a program that must succeed: returns what it wrote to stdout. Throws InputError with what it
/// wrote to stderr when it fails.
std::string run_program(const std::vector<std::string>& command, const std::filesystem::path& folder);

}  // namespace convt::tools
