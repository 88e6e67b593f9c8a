#pragma once

#include <string>
#include <vector>

#include "compile/onnx/constants/constant_folder.hpp"

namespace convt::tools {

/// Nodes that together compute HardSwish of a value, as exporters write it for older opsets.
struct HardSwishNodes {
    std::vector<const onnx::NodeProto*> nodes;  ///< in order; empty when there are none
    std::string output;
};

/// Looks for v · HardSigmoid(v) with the slope 1/6 and the offset 1/2, and for v · clip(v + 3, 0, 6) / 6 with
/// the division at either place, among the readers of `value`. Nothing else may read the values between.
[[nodiscard]] HardSwishNodes find_hard_swish(const Graph& graph, ConstantFolder& constants,
                                             const std::string& value);

}  // namespace convt::tools
