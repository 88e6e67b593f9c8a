#pragma once

#include <string>
#include <vector>

namespace convt::tools::test {

/// What a finished program left.
struct Outcome {
    int exit_code = -1;  ///< -1 when a signal ended it
    std::string out, err;
};

/// Runs a program of the PATH and waits for its end. The first word of the command is its name.
Outcome run_program(std::vector<std::string> command);

/// Runs the convt command with these arguments and waits for its end.
Outcome run_convt(const std::vector<std::string>& arguments);

}  // namespace convt::tools::test
