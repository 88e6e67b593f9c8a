#pragma once

#include <iosfwd>

namespace convt::tools {

/// Answers requests, one JSON object a line, until the input ends; docs/tuning.md lists them. What goes wrong
/// with a request is its answer: {"error": …}.
void serve_tuning(std::istream& in, std::ostream& out);

}  // namespace convt::tools
