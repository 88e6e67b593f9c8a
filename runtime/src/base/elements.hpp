#pragma once

#include <cstdint>

#include "contract/element_types.h"
#include "convt/desc.hpp"

namespace convt::detail {

/// An element of 16 bits, float16 or bfloat16: which of them, the DType at hand says (base/half.hpp,
/// blocks/convert.hpp).
struct Half {
    std::uint16_t bits;
};

/// The types of a problem's tensors in C++, as contract::types_of() says: inputs and kernel are Stored,
/// outputs Out; packed weights, the bias, staged inputs and sums are Summed.
template <class StoredType, class SummedType, class OutType = StoredType>
struct Elements {
    using Stored = StoredType;
    using Summed = SummedType;
    using Out = OutType;
};
using Float32 = Elements<float, float>;
using Float64 = Elements<double, double>;
using Half16 = Elements<Half, float>;
using HalfToFloat = Elements<Half, float, float>;

/// Whether a type's tensors are quantised: 8-bit integers whose sums are int32.
[[nodiscard]] constexpr bool is_quantized(DType dtype) noexcept {
    return dtype == DType::int8 || dtype == DType::uint8;
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

/// The type of the kernels that serve tensors of a type: float32's serve float16 and bfloat16, int8's uint8.
[[nodiscard]] constexpr DType kernel_dtype(DType dtype) noexcept {
    return static_cast<DType>(contract::kernels_of(element_type(dtype)));
}

/// Whether tensors of a type are widened and narrowed around kernels of another one.
[[nodiscard]] constexpr bool is_storage(DType dtype) noexcept {
    return dtype != DType::float32 && kernel_dtype(dtype) == DType::float32;
}

/// Whether this build serves a type.
[[nodiscard]] constexpr bool has_kernels(DType dtype) noexcept {
    return kernel_dtype(dtype) == DType::float32 || dtype == DType::float64 || is_quantized(dtype);
}

/// Calls visit(Elements) with those of inputs and outputs that this build serves.
template <class Visit>
decltype(auto) with_elements(DType dtype, DType outputs, Visit&& visit) {
    if (dtype == DType::float64) return visit(Float64{});
    if (!is_storage(dtype)) return visit(Float32{});
    return is_storage(outputs) ? visit(Half16{}) : visit(HalfToFloat{});
}
/// The same for what has no outputs.
template <class Visit>
decltype(auto) with_elements(DType dtype, Visit&& visit) {
    return with_elements(dtype, dtype, visit);
}

}  // namespace convt::detail
