#include "algorithms/blocks/prelu.h"

namespace convt::generators {

Prelu::Prelu(Halide::Func result, const Halide::Func& slopes, const Halide::Expr& by_rows,
             const Halide::Type& element_type)
    : values(result), type(element_type), along_rows(by_rows) {
    values(x, y, z) = Halide::undef(type);
    const Halide::Expr value = values(x, y, z);
    const Halide::Expr scaled = value * slopes(Halide::select(along_rows, x, y));
    values(x, y, z) =
        Halide::strict_float(Halide::select(value < Halide::Internal::make_zero(type), scaled, value));
}

}  // namespace convt::generators
