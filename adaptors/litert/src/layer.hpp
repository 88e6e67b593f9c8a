#pragma once

#include <memory>

#include "convt/plan.hpp"
#include "nodes/node.hpp"

namespace convt::litert {

/// A node for one set of shapes: all that can be computed before the data is there.
struct Layer {
    Plan plan;
    std::shared_ptr<const PackedKernel> packed;
};

[[nodiscard]] Plan make_plan(const ConvTransposeDesc& desc, int threads);

/// A layer whose weights are packed, or are those of `before` where its order is the same.
///
/// @param weights of the plan's type, or of float16 for a plan of float32
[[nodiscard]] Layer make_layer(Plan plan, const HostTensor& weights, const Layer* before);

}  // namespace convt::litert
