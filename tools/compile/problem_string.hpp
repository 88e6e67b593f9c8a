#pragma once

#include <string>

#include "compile/compile_layer.hpp"

namespace convt::tools {

/// True when a text has several words, one of them a rank: "2d".
[[nodiscard]] bool is_problem_string(const std::string& text);

/// Reads a problem string, as `convt explain` prints it, with what may be left out and what may be added
/// (docs/compile.md): sizes left open, padding in place of output sizes, an activation and a name.
/// Throws InputError.
[[nodiscard]] CompileLayer parse_problem_string(const std::string& text);

}  // namespace convt::tools
