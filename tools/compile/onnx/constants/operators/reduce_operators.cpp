#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

/// A reduction: each value is turned, joined to what there is, and the whole turned at the end.
struct Reduction {
    double start;
    double (*turn)(double);
    double (*join)(double, double);
    double (*finish)(double whole, double count);
};

double same(double x) {
    return x;
}
double sum(double a, double b) {
    return a + b;
}
double whole(double x, double) {
    return x;
}

/// Axes that are reduced: attribute or input; all when there are none, unless the node says otherwise.
std::vector<bool> reduced_axes(const Call& call, std::size_t rank) {
    const Shape axes = call.integers(1, "axes").value_or(Shape{});
    if (!axes.empty()) return marked_axes(axes, rank);
    const bool none = int_attribute(call.node(), "noop_with_empty_axes", 0) != 0;
    return std::vector<bool>(rank, !none);
}

Shape kept_shape(const Shape& shape, const std::vector<bool>& reduced, bool keep) {
    Shape kept;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (!reduced[d]) kept.push_back(shape[d]);
        if (reduced[d] && keep) kept.push_back(1);
    }
    return kept;
}

/// Calls visit(index of the result, index of x) for every value of x.
template <class Visit>
void walk_reduced(const Shape& shape, const std::vector<bool>& reduced, Visit visit) {
    Shape steps = row_major_steps(kept_shape(shape, reduced, true));
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (reduced[d]) steps[d] = 0;
    }
    std::size_t i = 0;
    walk<1>(shape, {steps}, {0},
            [&](const std::array<std::int64_t, 1>& at) { visit(static_cast<std::size_t>(at[0]), i++); });
}

Outcome apply(const Call& call, const Reduction& reduction) {
    const Constant& x = call.input(0);
    const std::vector<bool> reduced = reduced_axes(call, x.shape.size());
    const bool keep = int_attribute(call.node(), "keepdims", 1) != 0;
    Constant result = call.make(x.type, kept_shape(x.shape, reduced, keep));
    call.spend(static_cast<std::int64_t>(x.size()));
    const std::vector<double> values = x.to_doubles();
    std::vector<double> sums(result.size(), reduction.start);
    walk_reduced(x.shape, reduced, [&](std::size_t to, std::size_t from) {
        sums[to] = reduction.join(sums[to], reduction.turn(values[from]));
    });
    const double count =
        result.size() == 0 ? 0 : static_cast<double>(x.size()) / static_cast<double>(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const double value = reduction.finish(sums[i], count);
        if (x.is_integer()) {
            // The least or greatest of no values is the end of the range.
            const IntegerRange range = range_of(x.type);
            result.integers[i] =
                std::isinf(value) ? (value < 0 ? range.least : range.most) : truncate_to_type(x.type, value);
        } else {
            result.reals[i] = round_to_type(x.type, value);
        }
    }
    return {result};
}

/// log of the sum of exponentials, without overflow where the result has none.
Outcome log_sum_exp(const Call& call) {
    const Constant& x = call.input(0);
    if (x.is_integer()) throw InputError("is applied to " + element_type_name(x.type) + "; it takes reals");
    const std::vector<bool> reduced = reduced_axes(call, x.shape.size());
    const bool keep = int_attribute(call.node(), "keepdims", 1) != 0;
    Constant result = call.make(x.type, kept_shape(x.shape, reduced, keep));
    call.spend(2 * static_cast<std::int64_t>(x.size()));
    std::vector<double> most(result.size(), -INFINITY), sums(result.size(), 0.0);
    walk_reduced(x.shape, reduced,
                 [&](std::size_t to, std::size_t from) { most[to] = std::max(most[to], x.reals[from]); });
    walk_reduced(x.shape, reduced, [&](std::size_t to, std::size_t from) {
        sums[to] += std::isinf(most[to]) ? 1 : std::exp(x.reals[from] - most[to]);
    });
    for (std::size_t i = 0; i < sums.size(); ++i) {
        result.reals[i] = round_to_type(x.type, std::isinf(most[i]) ? most[i] : most[i] + std::log(sums[i]));
    }
    return {result};
}

/// The index of the least or the greatest value along an axis, of several the first or the last.
Operator index_of(bool (*better)(double, double)) {
    return [better](const Call& call) -> Outcome {
        const Constant& x = call.input(0);
        const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", 0), x.shape.size());
        const bool last = int_attribute(call.node(), "select_last_index", 0) != 0;
        std::vector<bool> reduced(x.shape.size(), false);
        reduced[axis] = true;
        if (x.shape[axis] == 0) throw InputError("looks for an index along an axis of size 0");
        const bool keep = int_attribute(call.node(), "keepdims", 1) != 0;
        Constant result = call.make(onnx::TensorProto::INT64, kept_shape(x.shape, reduced, keep));
        call.spend(static_cast<std::int64_t>(x.size()));
        const std::vector<double> values = x.to_doubles();
        std::vector<double> best(result.size(), NAN);
        const std::int64_t step = row_major_steps(x.shape)[axis];
        walk_reduced(x.shape, reduced, [&](std::size_t to, std::size_t from) {
            const double value = values[from];
            const bool first = std::isnan(best[to]);
            if (!first && !better(value, best[to]) && !(last && value == best[to])) return;
            best[to] = value;
            result.integers[to] = static_cast<std::int64_t>(from) / step % x.shape[axis];
        });
        return {result};
    };
}

}  // namespace

void add_reduce_operators(OperatorTable& table) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const auto square = [](double x) { return x * x; };
    const auto root = [](double x, double) { return std::sqrt(x); };
    const auto logarithm = [](double x, double) { return std::log(x); };
    const auto mean = [](double x, double count) { return x / count; };
    const auto most = [](double a, double b) { return std::isnan(b) || b > a ? b : a; };
    const auto least = [](double a, double b) { return std::isnan(b) || b < a ? b : a; };
    const auto product = [](double a, double b) { return a * b; };
    const std::pair<const char*, Reduction> reductions[] = {
        {"ReduceSum", {0, same, sum, whole}},           {"ReduceMean", {0, same, sum, mean}},
        {"ReduceMax", {-kInfinity, same, most, whole}}, {"ReduceMin", {kInfinity, same, least, whole}},
        {"ReduceProd", {1, same, product, whole}},      {"ReduceL1", {0, std::fabs, sum, whole}},
        {"ReduceL2", {0, square, sum, root}},           {"ReduceSumSquare", {0, square, sum, whole}},
        {"ReduceLogSum", {0, same, sum, logarithm}},
    };
    for (const auto& [name, reduction] : reductions) {
        table[name] = [reduction = reduction](const Call& call) { return apply(call, reduction); };
    }
    table["ReduceLogSumExp"] = log_sum_exp;
    table["ArgMax"] = index_of([](double a, double b) { return a > b; });
    table["ArgMin"] = index_of([](double a, double b) { return a < b; });
}

}  // namespace convt::tools
