#pragma once

#include <cstdint>
#include <vector>

#include "convt/convt.hpp"

namespace convt::campaign {

/// Whether phases along the last dimension have a tap each, and meet inputs that differ from phase to phase:
/// stride and dilation above 1 without a common factor. The outputs of some input positions then have holes,
/// which belong to other positions.
[[nodiscard]] bool has_interleaved_phases(const ConvTransposeDesc& desc);

/// Whether a plan makes two blocks or more along every dimension.
[[nodiscard]] bool is_split_everywhere(const Plan& plan);

/// The number of products of every output, in the order of the oracle: inputs that meet a tap, counted along
/// each dimension alone, times the channels of a group.
[[nodiscard]] std::vector<std::int64_t> products_of(const ConvTransposeDesc& desc);

}  // namespace convt::campaign
