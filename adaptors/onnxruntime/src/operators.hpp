#pragma once

#include <array>

#include "convt/desc.hpp"
#include "interface.hpp"
#include "workspaces.hpp"

namespace convt::ort {

/// ConvTranspose for tensors of one element type, as the host calls it. Its address must not change.
struct Operator : OrtCustomOp {
    const OrtApi* table;
    ElementType element;
    DType dtype;
    Workspaces* workspaces;
};

/// The operators of all element types that the adaptor serves: float32, float64 and float16.
[[nodiscard]] std::array<Operator, 3> operators(const OrtApi* table, Workspaces& workspaces) noexcept;

}  // namespace convt::ort
