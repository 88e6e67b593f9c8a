#ifndef CONVT_ELEMENT_TYPES_H
#define CONVT_ELEMENT_TYPES_H

/// Which types a kernel stores and sums up in, for each type of tensor. Included by generators and runtime;
/// nothing else decides it.

#include <cstdint>

namespace convt::contract {

/// Types of elements, in the order of convt::DType.
enum class ElementType : std::uint8_t { float32, float16, bfloat16, float64, int8, uint8, int32 };

/// What is done for one type of tensor: inputs, kernel and outputs are `stored`; the bias, sums and what an
/// activation takes are `summed`.
struct ElementTypes {
    ElementType stored = ElementType::float32;
    ElementType summed = ElementType::float32;
};

/// The types of tensors of `dtype`.
constexpr ElementTypes types_of(ElementType dtype) {
    switch (dtype) {
        case ElementType::float16:
        case ElementType::bfloat16:
            return {dtype, ElementType::float32};
        case ElementType::int8:
        case ElementType::uint8:
            return {dtype, ElementType::int32};
        default:
            return {dtype, dtype};
    }
}

/// The type of the kernels that serve tensors of `dtype`. float16 and bfloat16 are types of storage alone:
/// float32's kernels compute them, between widened inputs and weights and outputs that are narrowed in cache
/// (docs/element-types.md). int8's serve both quantised types.
constexpr ElementType kernels_of(ElementType dtype) {
    switch (dtype) {
        case ElementType::float16:
        case ElementType::bfloat16:
            return ElementType::float32;
        case ElementType::uint8:
            return ElementType::int8;
        default:
            return dtype;
    }
}

constexpr int bytes_of(ElementType type) {
    switch (type) {
        case ElementType::int8:
        case ElementType::uint8:
            return 1;
        case ElementType::float16:
        case ElementType::bfloat16:
            return 2;
        case ElementType::float64:
            return 8;
        default:
            return 4;
    }
}

/// As kernel names state it.
constexpr const char* short_name_of(ElementType type) {
    constexpr const char* kNames[] = {"f32", "f16", "bf16", "f64", "s8", "u8", "s32"};
    return kNames[static_cast<int>(type)];
}

}  // namespace convt::contract

#endif
