#pragma once

#include <array>
#include <compare>

#include "convt/desc.hpp"
#include "interface.hpp"
#include "workspaces.hpp"

namespace convt::ort {

/// The ONNX Runtime that loaded the library.
struct Host {
    const OrtApi* table;
    /// Whether it may be handed a function that infers shapes. Those before API 24 read the shapes of inputs
    /// that a node leaves out, and end the process: 1.17 and 1.21 were seen to.
    bool infers_shapes;

    friend auto operator<=>(const Host&, const Host&) = default;
};

/// ConvTranspose for tensors of one element type, as the host calls it. Its address must not change.
struct Operator : OrtCustomOp {
    const OrtApi* table;
    ElementType element;
    DType dtype;
    Workspaces* workspaces;
};

/// The operators of all element types that the adaptor serves: float32, float64 and float16.
[[nodiscard]] std::array<Operator, 3> operators(const Host& host, Workspaces& workspaces) noexcept;

}  // namespace convt::ort
