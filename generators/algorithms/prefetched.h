#pragma once

#include "Halide.h"

namespace convt::generators {

/// Of a cache line.
inline constexpr int kLineFloats = 16;

/// Zero; loads the line that holds an element of an input buffer into L1.
inline Halide::Expr prefetched(const Halide::Func& input, const Halide::Expr& element) {
    using Halide::Internal::Call;
    using Halide::Internal::Variable;
    const Halide::Parameter buffer = input.value().as<Call>()->param;
    const Halide::Expr host = Variable::make(Halide::Handle(), buffer.name(), buffer);
    return Call::make(Halide::Int(32), Call::prefetch, {host, element, 1, 1}, Call::Intrinsic);
}

}  // namespace convt::generators
