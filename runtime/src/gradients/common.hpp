#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/elements.hpp"
#include "convt/gradients.hpp"
#include "gradients/tap_split.hpp"
#include "machine/context_state.hpp"
#include "planning/plan_state.hpp"

namespace convt::detail {

/// Work of a context below this many elements is not worth waking threads for.
inline constexpr std::int64_t kElementsAlone = 1 << 16;

/// Refuses descriptors that have no gradients here. Validates the others.
[[nodiscard]] Status check_gradient_desc(const ConvTransposeDesc& desc);

/// Refuses orders that there are not.
[[nodiscard]] Status check_gradient_order(KernelOrder order);

[[nodiscard]] bool has_outputs(const ConvTransposeDesc& desc) noexcept;

/// A plan for weights that are an argument, with kernels of a table.
[[nodiscard]] Result<std::shared_ptr<const PlanState>> gradient_plan(const ConvTransposeDesc& desc,
                                                                     const GradientOptions& options,
                                                                     Algorithm algorithm, KernelTable table);

/// The state of fewest cycles among those that make(split) gives, or the first refusal when all are refused.
/// @param best without a plan; it becomes the result
template <class State, class Make>
[[nodiscard]] Result<std::shared_ptr<const State>> best_split(std::shared_ptr<State> best,
                                                              const std::vector<TapSplit>& splits,
                                                              const Make& make) {
    Status refusal;
    for (const TapSplit& split : splits) {
        Result<State> state = make(split);
        if (!state.ok()) {
            if (refusal.ok()) refusal = state.status();
        } else if (best->plan == nullptr || state->cycles < best->cycles) {
            *best = std::move(*state);
        }
    }
    if (best->plan == nullptr) return refusal;
    return std::shared_ptr<const State>(std::move(best));
}

/// Calls body(i) for i in [0, count) on a context's threads, or on one where so many elements are few.
template <class Body>
void for_each_of(ContextState& context, std::int64_t count, std::int64_t elements,
                 const Body& body) noexcept {
    struct Loop {
        const Body& body;
        std::int64_t count, per_index;
    };
    constexpr std::int64_t kMostIndices = 1 << 20;
    if (count <= 0) return;
    Loop loop{body, count, (count + kMostIndices - 1) / kMostIndices};
    const auto run = [](void* data, int index, int /*worker*/) {
        const Loop& of = *static_cast<const Loop*>(data);
        const std::int64_t begin = index * of.per_index;
        const std::int64_t end = std::min(begin + of.per_index, of.count);
        for (std::int64_t i = begin; i < end; ++i) of.body(i);
    };
    context.parallel_for(static_cast<int>((count + loop.per_index - 1) / loop.per_index),
                         elements < kElementsAlone ? 1 : context.threads(), run, &loop);
}

/// Calls visit with a zero of the type that elements of a floating type are stored as.
template <class Visit>
void with_stored(DType dtype, const Visit& visit) {
    with_elements(dtype, [&]<class E>(E) { visit(typename E::Stored{}); });
}

}  // namespace convt::detail
