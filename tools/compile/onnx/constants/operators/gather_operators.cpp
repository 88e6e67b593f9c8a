#include <algorithm>

#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

/// An index counted from the front; throws when it is out of range.
std::int64_t normal_index(std::int64_t index, std::int64_t extent) {
    if (index < -extent || index >= extent) {
        throw InputError("reads index " + std::to_string(index) + " of " + std::to_string(extent));
    }
    return index < 0 ? index + extent : index;
}

Shape part(const Shape& shape, std::size_t first, std::size_t end) {
    return {shape.begin() + static_cast<std::ptrdiff_t>(first),
            shape.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// Slices of an axis, in the order of the indices.
Outcome gather(const Call& call) {
    const Constant &x = call.input(0), &indices = call.input(1);
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", 0), x.shape.size());
    const std::int64_t extent = x.shape[axis];
    Shape shape = part(x.shape, 0, axis);
    const std::int64_t outer = element_count(shape);
    const std::int64_t inner = element_count(part(x.shape, axis + 1, x.shape.size()));
    shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
    shape.insert(shape.end(), x.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.shape.end());
    Constant result = call.make(x.type, shape);
    Shape rows = integers_of(indices);
    for (std::int64_t& row : rows) row = normal_index(row, extent);
    if (result.size() == 0) return {result};
    call.spend(outer * static_cast<std::int64_t>(rows.size()));
    move_values(x, result, [&](const auto& from, auto& to) {
        auto at = to.begin();
        for (std::int64_t o = 0; o < outer; ++o) {
            for (const std::int64_t row : rows) {
                const auto start = from.begin() + (o * extent + row) * inner;
                at = std::copy(start, start + inner, at);
            }
        }
    });
    return {result};
}

/// For each position of the indices, the value that lies at the index along the axis.
Outcome gather_elements(const Call& call) {
    const Constant &x = call.input(0), &indices = call.input(1);
    const std::size_t rank = x.shape.size();
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", 0), rank);
    if (indices.shape.size() != rank) {
        throw InputError("has indices of " + shape_text(indices.shape) + " for " + shape_text(x.shape));
    }
    for (std::size_t d = 0; d < rank; ++d) {
        if (d != axis && indices.shape[d] > x.shape[d]) {
            throw InputError("has indices of " + shape_text(indices.shape) + " for " + shape_text(x.shape));
        }
    }
    Constant result = call.make(x.type, indices.shape);
    Shape steps = row_major_steps(x.shape);
    const std::int64_t along = steps.empty() ? 0 : steps[axis];
    steps[axis] = 0;
    const std::vector<std::int64_t>& rows = integers_of(indices);
    move_values(x, result, [&](const auto& from, auto& to) {
        std::size_t i = 0;
        walk<1>(indices.shape, {steps}, {0}, [&](const std::array<std::int64_t, 1>& at) {
            const std::int64_t row = normal_index(rows[i], x.shape[axis]);
            to[i++] = from[static_cast<std::size_t>(at[0] + row * along)];
        });
    });
    return {result};
}

/// The slices that the positions along the last axis of `indices` name.
struct Slices {
    std::vector<std::int64_t> starts;
    std::int64_t length;  ///< values in each
    std::size_t axes;     ///< how many leading axes an index has
};

Slices slices_of(const Constant& indices, const Shape& shape) {
    if (indices.shape.empty() || indices.shape.back() < 1 ||
        indices.shape.back() > static_cast<std::int64_t>(shape.size())) {
        throw InputError("has indices of " + shape_text(indices.shape) + " for " + shape_text(shape));
    }
    const auto depth = static_cast<std::size_t>(indices.shape.back());
    const std::vector<std::int64_t>& values = integers_of(indices);
    const Shape steps = row_major_steps(shape);
    Slices slices{{}, element_count(part(shape, depth, shape.size())), depth};
    const std::int64_t count = element_count(part(indices.shape, 0, indices.shape.size() - 1));
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t start = 0;
        for (std::size_t d = 0; d < depth; ++d) {
            const std::int64_t index = values[static_cast<std::size_t>(i) * depth + d];
            start += normal_index(index, shape[d]) * steps[d];
        }
        slices.starts.push_back(start);
    }
    return slices;
}

Outcome gather_nd(const Call& call) {
    const Constant &x = call.input(0), &indices = call.input(1);
    if (int_attribute(call.node(), "batch_dims", 0) != 0) throw InputError("has batch_dims; 0 is evaluated");
    const Slices slices = slices_of(indices, x.shape);
    Shape shape = part(indices.shape, 0, indices.shape.size() - 1);
    shape.insert(shape.end(), x.shape.begin() + static_cast<std::ptrdiff_t>(slices.axes), x.shape.end());
    Constant result = call.make(x.type, shape);
    move_values(x, result, [&](const auto& from, auto& to) {
        auto at = to.begin();
        for (const std::int64_t start : slices.starts) {
            at = std::copy(from.begin() + start, from.begin() + start + slices.length, at);
        }
    });
    return {result};
}

Outcome scatter_nd(const Call& call) {
    const Constant &x = call.input(0), &indices = call.input(1), &updates = call.input(2);
    if (string_attribute(call.node(), "reduction", "none") != "none") {
        throw InputError("has a reduction; none is evaluated");
    }
    const Slices slices = slices_of(indices, x.shape);
    const auto needed = static_cast<std::int64_t>(slices.starts.size()) * slices.length;
    if (updates.type != x.type || static_cast<std::int64_t>(updates.size()) != needed) {
        throw InputError("has updates of " + shape_text(updates.shape) + "; it needs " +
                         std::to_string(needed) + " values");
    }
    Constant result = call.make(x.type, x.shape);
    move_values(x, result, [&](const auto& from, auto& to) { to = from; });
    move_values(updates, result, [&](const auto& from, auto& to) {
        auto at = from.begin();
        for (const std::int64_t start : slices.starts) {
            std::copy(at, at + slices.length, to.begin() + start);
            at += slices.length;
        }
    });
    return {result};
}

}  // namespace

void add_gather_operators(OperatorTable& table) {
    table["Gather"] = gather;
    table["GatherElements"] = gather_elements;
    table["GatherND"] = gather_nd;
    table["ScatterND"] = scatter_nd;
}

}  // namespace convt::tools
