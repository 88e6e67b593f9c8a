#pragma once

#include <string>

#include "compile/onnx/constants/constant.hpp"
#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// Copies the nodes and initializers in the bodies of If, Loop and Scan into the main graph, before the node
/// that has the body, under names of their own; inputs of bodies become inputs of the graph. The nodes keep
/// their bodies.
void lift_bodies(onnx::GraphProto& graph);

/// The value in the main graph that an output of an If has when its condition is a constant; empty when the
/// branch has none such. Throws InputError when the condition is not one value.
[[nodiscard]] std::string branch_output(const onnx::NodeProto& node, const Constant& condition,
                                        const std::string& output);

}  // namespace convt::tools
