#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "support/layers/sampled_check.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {

/// What was measured of one layer in one layout. When `error` is not empty, only the first five are set.
struct BenchResult {
    std::string id;
    std::string layout;
    int threads = 0;
    std::string isa;
    std::string error;
    std::string kernel;
    Timing time;
    double gflops = 0;  ///< useful multiply-adds, two operations each, over the shortest run
    std::size_t packed_bytes = 0;
    std::size_t workspace_bytes = 0;
    double pack_ms = 0;
    double plan_us = 0;
    double products = 0;  ///< executed for each useful one; 0: not counted
    std::optional<SampledCheck> check;

    /// Whether it counts as a failure: an error, the reference kernel, or outputs beyond the bound.
    [[nodiscard]] bool failed() const;
};

/// Returns the result as one line of JSON, without the line's end.
std::string to_json(const BenchResult& result);

/// Returns the result as one line of a table; table_header() names its columns.
std::string to_table_row(const BenchResult& result);
std::string table_header();

}  // namespace convt::tools
