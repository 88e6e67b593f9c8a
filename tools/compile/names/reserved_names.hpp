#pragma once

#include <string>
#include <vector>

namespace convt::tools {

/// True for words of C and C++, for what compilers define by themselves, and for what the headers declare
/// that a library's header includes.
[[nodiscard]] bool is_reserved(const std::string& name);

/// Headers of C and POSIX without their ".h", in the folder of <stdio.h>.
[[nodiscard]] const std::vector<std::string>& system_headers();

/// Why a library cannot have this name: it, its header or its archive would stand for something else. Empty
/// when nothing is known against it.
[[nodiscard]] std::string name_refusal(const std::string& name);

}  // namespace convt::tools
