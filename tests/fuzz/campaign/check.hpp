#pragma once

#include <string>

#include "fuzz/campaign/case.hpp"
#include "fuzz/campaign/operands.hpp"
#include "reference/oracle.hpp"

namespace convt::campaign {

/// What is wrong with the outputs of a case, or nothing: an output off by more than its bound
/// (docs/numerics.md), one that was never written, an element between outputs that was.
///
/// Fast algorithms may spread inputs that are not finite as far as docs/numerics.md says, no further.
[[nodiscard]] std::string wrong_outputs(const Case& c, const Plan& plan, const support::ConstElements& inputs,
                                        const support::ConstElements& outputs,
                                        const reference::Outputs& exact);

}  // namespace convt::campaign
