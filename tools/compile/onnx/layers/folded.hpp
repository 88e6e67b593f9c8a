#pragma once

#include <string>

namespace convt::tools {

/// Whether a node became part of the layer before it.
struct Folded {
    bool done = false;
    std::string reason;  ///< why a node of a kind that is folded was not; empty for other kinds
};

}  // namespace convt::tools
