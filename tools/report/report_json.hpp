#pragma once

#include <string>
#include <vector>

#include "report/layer_report.hpp"

namespace convt::tools {

/// A whole report, before it becomes a page.
struct Report {
    std::vector<std::string> sources;
    std::string date;  ///< of the measurement, with the time of day, in UTC
    Roofline roofline;
    std::vector<LayerReport> layers;
};

/// Returns the report as JSON that may stand inside a script of HTML: it has no '<'. Bytes of names that are
/// no UTF-8 become replacement characters.
[[nodiscard]] std::string to_json(const Report& report);

/// Returns the page: HTML that holds all that it needs.
[[nodiscard]] std::string to_page(const Report& report);

}  // namespace convt::tools
