#pragma once

#include <array>
#include <cstdint>

#include "planning/epilogue.hpp"
#include "planning/registry.hpp"

namespace convt::detail {

/// Outputs in cache to which what follows the kernels is applied, in their place.
template <class T>
struct ActivatedBlock {
    T* values;
    std::array<std::int32_t, 3> extent;  ///< dimension 0 is dense
    std::int64_t row_stride = 0;         ///< of dimension 1, in elements
    std::int64_t plane_stride = 0;       ///< of dimension 2
    int channel_axis = 0;                ///< which of dimensions 0 and 1 is channels
};

/// Applies an epilogue that follows the kernels to a block.
///
/// @param slopes  of the block's first channel and those after it; not read unless the epilogue has them
template <class T>
void activate_block(const BlockFunctions& functions, const Epilogue& epilogue, const ActivatedBlock<T>& block,
                    const T* slopes) noexcept;

/// The same for a dense row of pixels, all with `channels` channels.
template <class T>
void activate_row(const BlockFunctions& functions, const Epilogue& epilogue, T* row, std::int32_t pixels,
                  std::int32_t channels, const T* slopes) noexcept;

}  // namespace convt::detail
