#pragma once

#include <string>

#include "compile/layers/compile_layer.hpp"
#include "support/layers/problem_string.hpp"

namespace convt::tools {

/// The layer that a problem string states (support/problem_string.hpp). Throws InputError.
[[nodiscard]] CompileLayer parse_problem_string(const std::string& text);

}  // namespace convt::tools
