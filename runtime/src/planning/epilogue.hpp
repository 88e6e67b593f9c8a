#pragma once

#include "contract/kernel_contract.h"
#include "convt/desc.hpp"

namespace convt::detail {

/// What happens to a sum before it is stored: leaky slope and clamp, which kernels apply, or a curve, which
/// follows block by block.
struct Epilogue {
    float alpha = 1;  ///< slope below zero
    float lower = 0;
    float upper = 0;
    bool curved = false;
    contract::Curve curve = contract::Curve::tanh;

    /// As kernels do it: NaN stays NaN.
    [[nodiscard]] float clamped(float v) const noexcept {
        if (v < 0) v *= alpha;
        return v < lower ? lower : v > upper ? upper : v;
    }
};

/// The epilogue of a descriptor's activation.
[[nodiscard]] Epilogue epilogue_of(const ConvTransposeDesc& desc) noexcept;

}  // namespace convt::detail
