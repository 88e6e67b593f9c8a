#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace convt::tools {

/// Runs a program of the PATH in a folder, without a shell, and returns what it wrote to stdout. Throws
/// InputError with what it wrote to stderr when it cannot be run or fails.
std::string run_program(const std::vector<std::string>& command, const std::filesystem::path& folder);

}  // namespace convt::tools
