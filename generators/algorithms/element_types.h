#pragma once

#include <stdexcept>
#include <utility>

#include "Halide.h"
#include "contract/element_types.h"

namespace convt::generators {

/// contract::ElementTypes, as Halide names them.
struct ElementTypes {
    Halide::Type stored = Halide::Float(32);
    Halide::Type summed = Halide::Float(32);
};

inline Halide::Type halide_type(contract::ElementType type) {
    using contract::ElementType;
    switch (type) {
        case ElementType::float32:
            return Halide::Float(32);
        case ElementType::float16:
            return Halide::Float(16);
        case ElementType::bfloat16:
            return Halide::BFloat(16);
        case ElementType::float64:
            return Halide::Float(64);
        case ElementType::int8:
            return Halide::Int(8);
        case ElementType::uint8:
            return Halide::UInt(8);
        case ElementType::int32:
            return Halide::Int(32);
    }
    throw std::invalid_argument("no such element type");
}

/// The types of a kernel for tensors of `dtype`.
inline ElementTypes element_types(const Halide::Type& dtype) {
    using contract::ElementType;
    for (ElementType type : {ElementType::float32, ElementType::float16, ElementType::bfloat16,
                             ElementType::float64, ElementType::int8}) {
        if (halide_type(type) != dtype) continue;
        const contract::ElementTypes types = contract::types_of(type);
        return {halide_type(types.stored), halide_type(types.summed)};
    }
    throw std::invalid_argument("dtype: tensors have no elements of this type");
}

/// The product of an input and a weight, in the type of sums.
inline Halide::Expr product(const Halide::Expr& input, const Halide::Expr& weight,
                            const ElementTypes& types) {
    return Halide::cast(types.summed, input) * Halide::cast(types.summed, weight);
}

}  // namespace convt::generators
