#pragma once

#include <string>
#include <vector>

namespace convt::tools {

/// True for what C accepts as a name outside of its library, and C++ too.
[[nodiscard]] bool is_identifier(const std::string& text);

/// A name in C for each name of a source, in lower case with words joined by '_': "p2o.ConvTranspose.0"
/// becomes "p2o_conv_transpose_0". Names that are empty or would collide get a number.
[[nodiscard]] std::vector<std::string> to_identifiers(const std::vector<std::string>& names);

}  // namespace convt::tools
