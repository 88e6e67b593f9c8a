#pragma once

#include <filesystem>
#include <string>

#include "options/quantization_options.hpp"

namespace convt::tools {

/// Reads what a file of --quantization states: a JSON object of Quantization's members by their names, and
/// kernel_scales. Throws InputError, naming the file and the member, for anything else.
[[nodiscard]] StatedQuantization read_quantization(const std::filesystem::path& path);

/// The same of a file's text, without the file's name.
[[nodiscard]] StatedQuantization parse_quantization(const std::string& text);

}  // namespace convt::tools
