#pragma once

#include <array>
#include <cstdint>

#include "planning/registry.hpp"
#include "strategies/scatter/scatter_place.hpp"

namespace convt::detail {

/// Some input channels of a task's pixels, where kernels read them.
template <class T>
struct ScatterInputs {
    const T* first = nullptr;   ///< the first channel of the task's first input
    std::int64_t elements = 0;  ///< from there to the end of what may be read
    std::array<std::int32_t, 3> stride{};
    std::int32_t image_stride = 0;
};

/// Input channels [channel, channel + depth) of the task's group: where they lie, or staged.
///
/// @param inputs of all images
/// @param stage  of the split's size; not written where inputs are read in place
template <class Stored, class T>
[[nodiscard]] ScatterInputs<T> scatter_inputs(const ScatterPlan& plan, const ScatterPlace& place,
                                              const Stored* inputs, std::int32_t channel, std::int32_t depth,
                                              T* stage) noexcept;

}  // namespace convt::detail
