#pragma once

#include <string>

#include "compile/code/data_section.hpp"
#include "compile/library.hpp"

namespace convt::tools {

/// The library's own C++: its layers as data for runtime/src/api/compiled.hpp and a function for each.
/// Weights and biases go to `data`.
[[nodiscard]] std::string source_text(const Library& library, DataSection& data);

}  // namespace convt::tools
