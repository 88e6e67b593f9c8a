#pragma once

#include <nlohmann/json_fwd.hpp>

#include "convt/plan.hpp"

namespace convt::tools {

/// A kernel and a split, with the keys of a tuned file's entry (docs/tuning.md).
nlohmann::ordered_json candidate_of(const Plan& plan);

/// The options that ask for a candidate; `base` gives the rest. Throws InputError for a malformed one.
PlanOptions options_of(const nlohmann::ordered_json& candidate, const PlanOptions& base);

}  // namespace convt::tools
