#include <algorithm>
#include <numeric>

#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

/// Values of x read from `start` on with these steps, in the order of `shape`.
Constant strided(const Call& call, const Constant& x, const Shape& shape, const Shape& steps,
                 std::int64_t start) {
    Constant result = call.make(x.type, shape);
    move_values(x, result, [&](const auto& from, auto& to) {
        std::size_t at_result = 0;
        walk<1>(shape, {steps}, {start}, [&](const std::array<std::int64_t, 1>& at) {
            to[at_result++] = from[static_cast<std::size_t>(at[0])];
        });
    });
    return result;
}

/// Writes `part` into `result` from `start` on with the steps of `result`.
void place(const Constant& part, std::int64_t start, Constant& result) {
    move_values(part, result, [&](const auto& from, auto& to) {
        std::size_t at_part = 0;
        walk<1>(part.shape, {row_major_steps(result.shape)}, {start},
                [&](const std::array<std::int64_t, 1>& at) {
                    to[static_cast<std::size_t>(at[0])] = from[at_part++];
                });
    });
}

Outcome transpose(const Call& call) {
    const Constant& x = call.input(0);
    const std::size_t rank = x.shape.size();
    Shape order = ints_attribute(call.node(), "perm");
    if (order.empty()) {
        order.resize(rank);
        std::iota(order.rbegin(), order.rend(), 0);
    }
    const bool whole = order.size() == rank &&
                       std::all_of(order.begin(), order.end(), [](std::int64_t axis) { return axis >= 0; });
    if (!whole) throw InputError("has a perm that is no order of " + std::to_string(rank) + " axes");
    (void)marked_axes(order, rank);
    const Shape own = row_major_steps(x.shape);
    Shape shape, steps;
    for (const std::int64_t axis : order) {
        shape.push_back(x.shape[static_cast<std::size_t>(axis)]);
        steps.push_back(own[static_cast<std::size_t>(axis)]);
    }
    return {strided(call, x, shape, steps, 0)};
}

Outcome expand(const Call& call) {
    const Constant& x = call.input(0);
    const Shape& wanted = integers_of(call.input(1));
    (void)element_count(wanted);
    const Shape shape = broadcast_shape(x.shape, wanted);
    return {strided(call, x, shape, broadcast_steps(x.shape, shape), 0)};
}

Outcome concat(const Call& call) {
    const Constant& first = call.input(0);
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", 1), first.shape.size());
    Shape shape = first.shape;
    for (std::size_t i = 1; i < call.input_count(); ++i) {
        Shape other = call.input(i).shape;
        if (call.input(i).type != first.type || other.size() != shape.size()) {
            throw InputError("joins tensors of several types or ranks");
        }
        shape[axis] += other[axis];
        other[axis] = first.shape[axis];
        if (other != first.shape) {
            throw InputError("joins " + shape_text(first.shape) + " and " + shape_text(call.input(i).shape) +
                             " along axis " + std::to_string(axis));
        }
    }
    Constant result = call.make(first.type, shape);
    const std::int64_t step = row_major_steps(shape)[axis];
    std::int64_t position = 0;
    for (std::size_t i = 0; i < call.input_count(); ++i) {
        place(call.input(i), position * step, result);
        position += call.input(i).shape[axis];
    }
    return {result};
}

/// Sizes of the parts of an axis: stated, or as equal as they can be.
Shape part_sizes(const Call& call, std::int64_t extent) {
    if (const auto stated = call.integers(1, "split")) return *stated;
    const std::int64_t parts = int_attribute(call.node(), "num_outputs", call.node().output_size());
    if (parts < 1 || parts > std::max<std::int64_t>(extent, 1)) {
        throw InputError("splits " + std::to_string(extent) + " into " + std::to_string(parts) + " parts");
    }
    const std::int64_t size = (extent + parts - 1) / parts;
    Shape sizes(static_cast<std::size_t>(parts), size);
    sizes.back() = extent - size * (parts - 1);
    return sizes;
}

Outcome split(const Call& call) {
    const Constant& x = call.input(0);
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", 0), x.shape.size());
    const Shape steps = row_major_steps(x.shape);
    Outcome parts;
    std::int64_t position = 0;
    for (const std::int64_t size : part_sizes(call, x.shape[axis])) {
        if (size < 0 || size > x.shape[axis] - position) break;
        Shape shape = x.shape;
        shape[axis] = size;
        parts.push_back(strided(call, x, shape, steps, position * steps[axis]));
        position += size;
    }
    if (position != x.shape[axis]) {
        throw InputError("has parts that do not make up the " + std::to_string(x.shape[axis]) +
                         " positions of axis " + std::to_string(axis));
    }
    return parts;
}

/// One axis of a slice: the first position and how many there are. Limits are cut to the axis.
struct Range {
    std::int64_t first, count;
};

Range range_of_slice(std::int64_t start, std::int64_t end, std::int64_t step, std::int64_t extent) {
    if (step == 0) throw InputError("has a step of 0");
    const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
    if (start < 0) start = start < -extent ? low : start + extent;
    if (end < 0) end = end < -extent ? low : end + extent;
    start = std::clamp(start, step > 0 ? low : 0, std::max<std::int64_t>(high, 0));
    end = std::clamp(end, low, high);
    if (extent == 0) return {0, 0};
    const std::int64_t distance = step > 0 ? end - start : start - end;
    if (distance <= 0) return {0, 0};
    // The opposite of the least step would overflow; it takes one position as any step beyond the axis does.
    const std::int64_t size = step > 0 ? step : step < -extent ? extent : -step;
    return {start, (distance - 1) / size + 1};
}

Outcome slice(const Call& call) {
    const Constant& x = call.input(0);
    const Shape starts = call.integers(1, "starts").value_or(Shape{});
    const Shape ends = call.integers(2, "ends").value_or(Shape{});
    Shape axes(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
    axes = call.integers(3, "axes").value_or(axes);
    const Shape by = call.integers(4, "steps").value_or(Shape(starts.size(), 1));
    if (ends.size() != starts.size() || axes.size() != starts.size() || by.size() != starts.size()) {
        throw InputError("has " + std::to_string(starts.size()) + " starts, " + std::to_string(ends.size()) +
                         " ends, " + std::to_string(axes.size()) + " axes and " + std::to_string(by.size()) +
                         " steps; there must be as many of each");
    }
    (void)marked_axes(axes, x.shape.size());
    Shape shape = x.shape, steps = row_major_steps(x.shape);
    std::int64_t from = 0;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::size_t axis = normal_axis(axes[i], x.shape.size());
        const Range range = range_of_slice(starts[i], ends[i], by[i], x.shape[axis]);
        from += range.first * steps[axis];
        shape[axis] = range.count;
        // A single position is not left, and a step that leads beyond the axis may be of any size.
        steps[axis] = range.count < 2 ? 0 : steps[axis] * by[i];
    }
    return {strided(call, x, shape, steps, from)};
}

Outcome tile(const Call& call) {
    const Constant& x = call.input(0);
    const Shape& repeats = integers_of(call.input(1));
    if (repeats.size() != x.shape.size()) {
        throw InputError("has " + std::to_string(repeats.size()) + " repeats for " + shape_text(x.shape));
    }
    // Each axis becomes two: how often, and where.
    const Shape own = row_major_steps(x.shape);
    Shape doubled, steps, shape;
    for (std::size_t d = 0; d < x.shape.size(); ++d) {
        doubled.insert(doubled.end(), {repeats[d], x.shape[d]});
        steps.insert(steps.end(), {0, own[d]});
    }
    (void)element_count(doubled);
    for (std::size_t d = 0; d < x.shape.size(); ++d) shape.push_back(repeats[d] * x.shape[d]);
    Constant result = strided(call, x, doubled, steps, 0);
    result.shape = shape;
    return {result};
}

/// The position that padding reads, -1 for the constant value.
std::int64_t padded_from(const std::string& mode, std::int64_t position, std::int64_t extent) {
    if (position >= 0 && position < extent) return position;
    if (mode == "constant") return -1;
    if (mode == "edge") return position < 0 ? 0 : extent - 1;
    const std::int64_t period = mode == "wrap" ? extent : std::max<std::int64_t>(2 * (extent - 1), 1);
    const std::int64_t at = ((position % period) + period) % period;
    return mode == "wrap" || at < extent ? at : period - at;
}

/// Padding along one axis; negative padding takes away.
Constant pad_axis(const Call& call, const Constant& x, std::size_t axis, Range range, double value) {
    const std::string mode = string_attribute(call.node(), "mode", "constant");
    if (mode != "constant" && mode != "edge" && mode != "reflect" && mode != "wrap") {
        throw InputError("has mode '" + mode + "'; it must be constant, edge, reflect or wrap");
    }
    Shape shape = x.shape;
    shape[axis] = range.count;
    if (mode != "constant" && x.shape[axis] == 0) throw InputError("pads nothing with its values");
    Constant result = call.make(x.type, shape);
    const std::int64_t inner = row_major_steps(x.shape)[axis];
    move_values(x, result, [&](const auto& from, auto& to) {
        using Value = std::decay_t<decltype(to[0])>;
        for (std::size_t i = 0; i < to.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const std::int64_t row = at / inner / range.count;
            const std::int64_t read =
                padded_from(mode, at / inner % range.count + range.first, x.shape[axis]);
            to[i] = read < 0
                        ? static_cast<Value>(value)
                        : from[static_cast<std::size_t>((row * x.shape[axis] + read) * inner + at % inner)];
        }
    });
    return result;
}

Outcome pad(const Call& call) {
    Constant result = call.input(0);
    const std::size_t rank = result.shape.size();
    const char* name = attribute(call.node(), "paddings") != nullptr ? "paddings" : "pads";
    const Shape pads = call.integers(1, name).value_or(Shape{});
    const double value =
        call.scalar(2).value_or(static_cast<double>(float_attribute(call.node(), "value", 0)));
    Shape axes(rank);
    std::iota(axes.begin(), axes.end(), 0);
    if (const Constant* stated = call.optional_input(3)) axes = integers_of(*stated);
    (void)marked_axes(axes, rank);
    if (pads.size() != 2 * axes.size()) {
        throw InputError("has " + std::to_string(pads.size()) + " pads for " + std::to_string(axes.size()) +
                         " axes");
    }
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::size_t axis = normal_axis(axes[i], rank);
        const std::int64_t before = pads[i], after = pads[axes.size() + i];
        constexpr std::int64_t kMost = std::int64_t{1} << 40;
        if (std::max(before, after) > kMost || std::min(before, after) < -kMost) {
            throw InputError("pads by " + std::to_string(before) + " and " + std::to_string(after));
        }
        const std::int64_t extent = result.shape[axis] + before + after;
        if (extent < 0) throw InputError("takes more away than there is");
        if (before == 0 && after == 0) continue;
        result = pad_axis(call, result, axis, {-before, extent}, value);
    }
    return {result};
}

Outcome trilu(const Call& call) {
    Constant result = call.input(0);
    const std::size_t rank = result.shape.size();
    if (rank < 2) throw InputError("takes matrices; it has " + shape_text(result.shape));
    const auto diagonal = call.scalar(1).value_or(0);
    const bool upper = int_attribute(call.node(), "upper", 1) != 0;
    const std::int64_t rows = result.shape[rank - 2], columns = result.shape[rank - 1];
    move_values(call.input(0), result, [&](const auto&, auto& to) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const auto above = static_cast<double>(at % columns - at / columns % rows);
            if (upper ? above < diagonal : above > diagonal) to[i] = 0;
        }
    });
    return {result};
}

}  // namespace

void add_move_operators(OperatorTable& table) {
    table["Transpose"] = transpose;
    table["Expand"] = expand;
    table["Concat"] = concat;
    table["Split"] = split;
    table["Slice"] = slice;
    table["Tile"] = tile;
    table["Pad"] = pad;
    table["Trilu"] = trilu;
}

}  // namespace convt::tools
