#pragma once

#include <array>
#include <cstdint>

#include "convt/desc.hpp"

namespace convt::detail {

/// Element strides of one tensor; spatial ones outermost first, as in the descriptor.
struct TensorStrides {
    std::int64_t batch = 0;
    std::int64_t channels = 0;
    std::array<std::int64_t, kMaxRank> spatial{};
};

/// Strides of the inputs and outputs: the descriptor's own, or dense ones where it gives none.
[[nodiscard]] TensorStrides input_strides(const ConvTransposeDesc& desc) noexcept;
[[nodiscard]] TensorStrides output_strides(const ConvTransposeDesc& desc) noexcept;

/// True when the descriptor leaves all strides of a tensor at 0.
[[nodiscard]] bool is_dense(const ConvTransposeDesc::Strides& strides, int rank) noexcept;

}  // namespace convt::detail
