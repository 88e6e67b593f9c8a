#pragma once

#include <array>
#include <optional>

#include "convt/desc.hpp"
#include "nodes/node.hpp"

namespace convt::litert {

/// (batch, height, width, channels)
using Shape = std::array<int, 4>;

/// The shape of a tensor of four axes; throws a Failure that names it for others.
[[nodiscard]] Shape shape_of(const HostTensor& tensor, const char* name);

/// The shape of the outputs where it is known before a run: by the constant output_shape, or by MediaPipe's
/// rule.
[[nodiscard]] std::optional<Shape> known_outputs(const HostContext& context, const Node& node);
/// The shape that the input output_shape states now.
[[nodiscard]] Shape stated_outputs(const HostContext& context, const Node& node);
/// A shape that these inputs may have as outputs, which stands for one that only a run will know.
[[nodiscard]] Shape likely_outputs(const HostContext& context, const Node& node);

/// The problem of a node with these outputs. Throws a Failure for what convt cannot do.
[[nodiscard]] ConvTransposeDesc describe(const HostContext& context, const Node& node, const Shape& outputs);

}  // namespace convt::litert
