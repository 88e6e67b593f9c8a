#pragma once

#include <cstdint>

#include "contract/element_types.h"
#include "convt/desc.hpp"

namespace convt::detail {

/// A type of tensor in C++, as contract::types_of() says: inputs, kernel and outputs are Stored; packed
/// weights, the bias, staged inputs and sums are Summed.
template <class StoredType, class SummedType>
struct Elements {
    using Stored = StoredType;
    using Summed = SummedType;
};
using Float32 = Elements<float, float>;
using Float64 = Elements<double, double>;

/// Whether a type's tensors are quantised: 8-bit integers whose sums are int32.
[[nodiscard]] constexpr bool is_quantized(DType dtype) noexcept {
    return dtype == DType::int8 || dtype == DType::uint8;
}

/// Calls visit(Elements) with those of a type that this build has kernels for.
template <class Visit>
decltype(auto) with_elements(DType dtype, Visit&& visit) {
    if (dtype == DType::float64) return visit(Float64{});
    return visit(Float32{});
}

/// The contract's name of a type of tensor; DType has the same order.
[[nodiscard]] constexpr contract::ElementType element_type(DType dtype) noexcept {
    return static_cast<contract::ElementType>(dtype);
}

/// Bytes of an element that is stored, and of one that is summed up.
[[nodiscard]] constexpr std::int64_t stored_bytes(DType dtype) noexcept {
    return contract::bytes_of(contract::types_of(element_type(dtype)).stored);
}
[[nodiscard]] constexpr std::int64_t summed_bytes(DType dtype) noexcept {
    return contract::bytes_of(contract::types_of(element_type(dtype)).summed);
}

/// The type of the kernels that serve tensors of a type: int8's serve both quantised ones.
[[nodiscard]] constexpr DType kernel_dtype(DType dtype) noexcept {
    return dtype == DType::uint8 ? DType::int8 : dtype;
}

/// Whether this build has kernels for a type.
[[nodiscard]] constexpr bool has_kernels(DType dtype) noexcept {
    return dtype == DType::float32 || dtype == DType::float64 || is_quantized(dtype);
}

}  // namespace convt::detail
