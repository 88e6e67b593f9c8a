#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::tools {

/// One line of a layer list (bench/layers/README.md explains the columns).
struct Layer {
    std::string id;
    std::string regime;            ///< empty when the list has no such column
    std::int64_t macs_useful = 0;  ///< multiply-adds that reach an output
    ConvTransposeDesc desc;        ///< channels_last
};

/// Reads a layer list. Throws InputError, naming file and line, for a file that cannot be read, a column or
/// value missing or malformed, an illegal problem, or an out_spatial or macs_useful that the rest of its line
/// contradicts. The columns regime and macs_useful may be missing.
std::vector<Layer> read_layers(const std::filesystem::path& path);

/// Returns "channels_last" or "channels_first".
const char* data_format_name(DataFormat data_format);

/// The same of a problem's outputs, followed by "from_" and the inputs' where those are in the other order.
std::string layout_name(const ConvTransposeDesc& desc);

}  // namespace convt::tools
