#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fuzz/cases/case.hpp"
#include "reference/oracle.hpp"

namespace convt::campaign {

/// What the outputs of a problem must be: made once, for all of its plans.
struct Expected {
    /// @param exact the oracle's outputs
    /// @param inputs outlive this
    Expected(const Case& c, const support::ConstElements& inputs, reference::Outputs exact);

    ConvTransposeDesc desc;
    support::ConstElements inputs;
    reference::Outputs exact;
    std::vector<double> bounds;       ///< of direct sums
    double fast_bound = 0;            ///< of any sum of a fast algorithm
    std::vector<std::size_t> places;  ///< elements that outputs lie at, in the order of `exact`
    std::vector<std::size_t> gaps;    ///< elements between outputs
};

/// What is wrong with the outputs of a plan, or nothing: an output off by more than its bound
/// (docs/numerics.md), one that was never written, an element between outputs that was.
///
/// Fast algorithms may spread inputs that are not finite as far as docs/numerics.md says, no further.
[[nodiscard]] std::string wrong_outputs(const Expected& expected, Algorithm algorithm,
                                        const support::ConstElements& outputs);

}  // namespace convt::campaign
