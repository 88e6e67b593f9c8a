#pragma once

#include <nlohmann/json_fwd.hpp>

#include "convt/desc.hpp"

namespace convt::tools {

/// A problem as a JSON object whose keys are the descriptor's members; arrays hold rank values.
nlohmann::ordered_json to_json(const ConvTransposeDesc& desc);

/// Throws InputError, naming the key, for an object that states no legal problem.
ConvTransposeDesc desc_from_json(const nlohmann::ordered_json& json);

}  // namespace convt::tools
