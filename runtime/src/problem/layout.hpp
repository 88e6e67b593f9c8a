#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "convt/desc.hpp"

namespace convt::detail {

/// Element strides of one tensor; spatial ones outermost first, as in the descriptor.
struct TensorStrides {
    std::int64_t batch = 0;
    std::int64_t channels = 0;
    std::array<std::int64_t, kMaxRank> spatial{};
};

/// How the inputs lie in memory.
struct InputLayout {
    DataFormat format = DataFormat::channels_last;
    TensorStrides strides;
};
/// The inputs' order and strides: the descriptor's own, or dense ones where it gives none. Nothing, where
/// neither channels nor the last spatial axis have stride 1. The stride of an axis of one element says
/// nothing, and is 1 where the order has that axis innermost.
[[nodiscard]] std::optional<InputLayout> input_layout(const ConvTransposeDesc& desc) noexcept;

/// Strides of the outputs: the descriptor's own, or dense ones where it gives none.
[[nodiscard]] TensorStrides output_strides(const ConvTransposeDesc& desc) noexcept;

/// True when the descriptor leaves all strides of a tensor at 0.
[[nodiscard]] bool is_dense(const ConvTransposeDesc::Strides& strides, int rank) noexcept;

}  // namespace convt::detail
