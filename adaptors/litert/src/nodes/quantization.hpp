#pragma once

#include "convt/desc.hpp"
#include "convt/plan.hpp"
#include "nodes/node.hpp"

namespace convt::litert {

/// Sets element types and, of int8, what the integers stand for. Throws a Failure for types that convt has no
/// kernel for.
void set_types(const HostContext& context, const Node& node, ConvTransposeDesc& desc);

/// Scales of a quantised node's weights, which the tensor keeps.
[[nodiscard]] KernelScales scales_of(const HostTensor& weights);

}  // namespace convt::litert
