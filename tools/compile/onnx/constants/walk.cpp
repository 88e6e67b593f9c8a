#include "compile/onnx/constants/walk.hpp"

#include <algorithm>

#include "support/input_error.hpp"

namespace convt::tools {

Shape row_major_steps(const Shape& shape) {
    Shape steps(shape.size(), 1);
    for (std::size_t d = shape.size(); d-- > 1;) steps[d - 1] = steps[d] * shape[d];
    return steps;
}

Shape broadcast_steps(const Shape& from, const Shape& to) {
    if (broadcast_shape(from, to) != to) {
        throw InputError("cannot read " + shape_text(from) + " as " + shape_text(to));
    }
    const Shape own = row_major_steps(from);
    Shape steps(to.size(), 0);
    const std::size_t added = to.size() - from.size();
    for (std::size_t d = 0; d < from.size(); ++d) {
        if (from[d] != 1) steps[added + d] = own[d];
    }
    return steps;
}

Shape broadcast_shape(const Shape& a, const Shape& b) {
    const std::size_t rank = std::max(a.size(), b.size());
    Shape shape(rank, 1);
    for (const Shape* from : {&a, &b}) {
        const std::size_t added = rank - from->size();
        for (std::size_t d = 0; d < from->size(); ++d) {
            std::int64_t& extent = shape[added + d];
            if ((*from)[d] == 1 || (*from)[d] == extent) continue;
            if (extent != 1) {
                throw InputError("joins " + shape_text(a) + " and " + shape_text(b) +
                                 "; sizes must be equal or 1");
            }
            extent = (*from)[d];
        }
    }
    return shape;
}

}  // namespace convt::tools
