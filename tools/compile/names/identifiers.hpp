#pragma once

#include <string>
#include <vector>

namespace convt::tools {

/// Names of a library's functions for one layer. A layer with weights inside has the first two.
struct LayerNames {
    std::string run, outputs, packed_bytes, pack;
};
[[nodiscard]] LayerNames layer_names(const std::string& library, const std::string& id);

/// Every name that the header of a library with these layers defines, but the namespace of its own name.
[[nodiscard]] std::vector<std::string> header_names(const std::string& library,
                                                    const std::vector<std::string>& ids);

/// A name in C for each name of a source, in lower case with words joined by '_': "p2o.ConvTranspose.0"
/// becomes "p2o_conv_transpose_0". Long ones are cut. A name gets a number when it is empty, or when one of
/// the names that it leads to is taken: by the library, a layer before it, or the language.
[[nodiscard]] std::vector<std::string> to_identifiers(const std::string& library,
                                                      const std::vector<std::string>& names);

/// `text` in capitals, as in the names of a header's constants.
[[nodiscard]] std::string upper(std::string text);

}  // namespace convt::tools
