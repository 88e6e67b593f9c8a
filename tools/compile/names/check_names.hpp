#pragma once

#include <string>
#include <vector>

#include "compile/toolchain/toolchain.hpp"

namespace convt::tools {

/// Asks the compiler whether a name of a library's header already means something to programs: a macro, a
/// type or a function of the headers of C and POSIX. Throws InputError, naming it, when one does.
void check_names(const std::string& library, const std::vector<std::string>& ids, const Toolchain& toolchain);

}  // namespace convt::tools
