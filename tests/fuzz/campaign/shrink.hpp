#pragma once

#include <functional>

#include "fuzz/cases/case.hpp"

namespace convt::campaign {

/// The smallest case found on the way from one that fails: sizes, options and data are made simpler one after
/// the other, as long as `fails` holds.
[[nodiscard]] Case shrink(const Case& failing, const std::function<bool(const Case&)>& fails);

}  // namespace convt::campaign
