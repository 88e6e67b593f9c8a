#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace convt::tools {

/// The answer to one request, a JSON object. What goes wrong with it is its answer: {"error": …}.
nlohmann::ordered_json answer_tuning(const std::string& line);

/// Answers requests, one JSON object a line, until the input ends; docs/tuning.md lists them.
void serve_tuning(std::istream& in, std::ostream& out);

}  // namespace convt::tools
