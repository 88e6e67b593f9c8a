#pragma once

#include "Halide.h"
#include "contract/kernel_contract.h"

namespace convt::generators {

/// Elements of a type in a cache line.
inline int elements_of_line(const Halide::Type& type) {
    return contract::kLineBytes / type.bytes();
}

/// Zero; prefetches the line that holds an element of an input buffer. Halide takes the size of an element
/// from the type of the call.
inline Halide::Expr prefetched(const Halide::Func& input, const Halide::Expr& element) {
    using Halide::Internal::Call;
    using Halide::Internal::Variable;
    const Call* value = input.value().as<Call>();
    const Halide::Expr host = Variable::make(Halide::Handle(), value->param.name(), value->param);
    const Halide::Expr done =
        Call::make(Halide::Int(value->type.bits()), Call::prefetch, {host, element, 1, 1}, Call::Intrinsic);
    return Halide::cast<int>(done);
}

}  // namespace convt::generators
