#pragma once

#include <HalideRuntime.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "base/elements.hpp"

namespace convt::detail {

/// Halide's name of a C++ type. Elements of 16 bits are given by their bits.
template <class T>
[[nodiscard]] halide_type_t halide_type() noexcept {
    static_assert(std::is_arithmetic_v<T> || std::is_same_v<T, Half>);
    constexpr halide_type_code_t kInteger = std::is_signed_v<T> ? halide_type_int : halide_type_uint;
    return {std::is_floating_point_v<T> ? halide_type_float : kInteger, 8 * sizeof(T)};
}

/// A flat run of elements as generated kernels take it. Kernels check no extents (docs/contract.md): they are
/// nominal where none is given.
struct FlatBuffer {
    template <class T>
    explicit FlatBuffer(const T* data, std::int64_t extent = INT32_MAX) noexcept {
        dimension.stride = 1;
        dimension.extent = static_cast<std::int32_t>(std::min<std::int64_t>(extent, INT32_MAX));
        buffer.host = reinterpret_cast<std::uint8_t*>(const_cast<T*>(data));
        buffer.type = halide_type<T>();
        buffer.dimensions = 1;
        buffer.dim = &dimension;
    }
    FlatBuffer(const FlatBuffer&) = delete;
    FlatBuffer& operator=(const FlatBuffer&) = delete;

    halide_dimension_t dimension;
    halide_buffer_t buffer{};
};

/// A list of offsets as generated kernels take it.
struct OffsetBuffer {
    OffsetBuffer(const std::int32_t* offsets, std::int32_t count) noexcept {
        dimension.stride = 1;
        dimension.extent = count;
        buffer.host = reinterpret_cast<std::uint8_t*>(const_cast<std::int32_t*>(offsets));
        buffer.type = halide_type_t(halide_type_int, 32);
        buffer.dimensions = 1;
        buffer.dim = &dimension;
    }
    OffsetBuffer(const OffsetBuffer&) = delete;
    OffsetBuffer& operator=(const OffsetBuffer&) = delete;

    halide_dimension_t dimension;
    halide_buffer_t buffer{};
};

/// A block of elements as generated kernels take it: extents and strides in elements, dimension 0 dense.
template <int Dimensions>
struct StridedBuffer {
    struct Dimension {
        std::int32_t extent;
        std::int64_t stride;
    };
    template <class T>
    StridedBuffer(const T* data, const Dimension (&dimensions)[Dimensions]) noexcept {
        for (int d = 0; d < Dimensions; ++d) {
            dim[d] =
                halide_dimension_t(0, dimensions[d].extent, static_cast<std::int32_t>(dimensions[d].stride));
        }
        buffer.host = reinterpret_cast<std::uint8_t*>(const_cast<T*>(data));
        buffer.type = halide_type<T>();
        buffer.dimensions = Dimensions;
        buffer.dim = dim;
    }
    StridedBuffer(const StridedBuffer&) = delete;
    StridedBuffer& operator=(const StridedBuffer&) = delete;
    /// As kernels take it; they write through outputs only.
    [[nodiscard]] halide_buffer_t* get() const noexcept { return const_cast<halide_buffer_t*>(&buffer); }

    halide_dimension_t dim[Dimensions];
    halide_buffer_t buffer{};
};

}  // namespace convt::detail
