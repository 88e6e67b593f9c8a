#pragma once

#include "contract/kernel_contract.h"
#include "convt/desc.hpp"

namespace convt::detail {

/// What happens to a sum before it is stored: leaky slope and clamp, which kernels apply, or a curve or a
/// slope for each channel, which follow block by block (blocks/activate.hpp).
struct Epilogue {
    double alpha = 1;  ///< slope below zero
    double lower = 0;
    double upper = 0;
    bool curved = false;
    contract::Curve curve = contract::Curve::tanh;
    bool channel_slopes = false;  ///< RunArgs::slopes

    [[nodiscard]] bool follows() const noexcept { return curved || channel_slopes; }
    /// As kernels do it: NaN stays NaN.
    template <class T>
    [[nodiscard]] T clamped(T v) const noexcept {
        if (v < 0) v *= static_cast<T>(alpha);
        const auto least = static_cast<T>(lower), most = static_cast<T>(upper);
        return v < least ? least : v > most ? most : v;
    }
};

/// The epilogue of a descriptor's activation.
[[nodiscard]] Epilogue epilogue_of(const ConvTransposeDesc& desc) noexcept;

}  // namespace convt::detail
