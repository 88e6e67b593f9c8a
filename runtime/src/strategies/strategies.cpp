#include <algorithm>
#include <iterator>

#include "strategies/dot/dot.hpp"
#include "strategies/reference/reference.hpp"
#include "strategies/region/region.hpp"
#include "strategies/scatter/scatter.hpp"
#include "strategies/strategy.hpp"
#include "strategies/tapped/tapped.hpp"
#include "strategies/tapplanar/tapplanar.hpp"
#include "strategies/winograd/winograd.hpp"

namespace convt::detail {
namespace {

/// Every strategy once, the reference last.
constexpr const Strategy* kStrategies[] = {
    &kRegion, &kScatter, &kTapped, &kTapplanar, &kWinograd, &kDot, &kReference,
};

}  // namespace

const Strategy& strategy_of(const KernelInfo& kernel) noexcept {
    const auto* const found = std::find_if(std::begin(kStrategies), std::end(kStrategies),
                                           [&](const Strategy* s) { return s->has(kernel.algo); });
    return found == std::end(kStrategies) ? kReference : **found;
}

}  // namespace convt::detail
