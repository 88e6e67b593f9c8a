#pragma once

#include <optional>
#include <vector>

#include "delegate.hpp"
#include "layer.hpp"
#include "nodes/node.hpp"
#include "nodes/problem.hpp"

namespace convt::litert {

/// A node that convt computes.
class Kernel {
public:
    Kernel(const HostContext& context, Delegate& delegate, const Node& node);

    /// Sizes the outputs and makes plan and packed weights, where the shape is known before a run.
    void prepare(HostContext& context);
    void run(HostContext& context);

private:
    void resize_outputs(HostContext& context, const Shape& outputs) const;
    /// Makes the layer for the inputs as they are now, unless it is the one there is.
    void settle(const HostContext& context, const Shape& outputs);

    Delegate& delegate_;
    Node node_;
    Report::Entry& entry_;
    Shape inputs_{};
    Shape outputs_{};
    std::optional<Layer> layer_;
};

/// The functions that a host calls a kernel by.
[[nodiscard]] Registration kernel_registration() noexcept;

}  // namespace convt::litert
