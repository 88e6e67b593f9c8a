#include <algorithm>
#include <cmath>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;
using Line = std::vector<double>;

/// Applies a change to each line of values that differ in `axis` alone, or from it on to the last axis.
Outcome on_lines(const Call& call, std::size_t axis, bool to_the_end,
                 const std::function<void(Line&)>& change) {
    const Constant& x = call.input(0);
    const std::vector<double> values = x.to_doubles();
    Constant result = call.make(x.type, x.shape);
    if (x.size() == 0) return {result};
    const Shape behind(x.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.shape.end());
    const auto inner = static_cast<std::size_t>(to_the_end ? 1 : element_count(behind));
    const auto extent = static_cast<std::size_t>(x.shape[axis] * (to_the_end ? element_count(behind) : 1));
    Line line(extent);
    for (std::size_t start = 0; start < x.size(); start += extent * inner) {
        for (std::size_t i = start; i < start + inner; ++i) {
            for (std::size_t k = 0; k < extent; ++k) line[k] = values[i + k * inner];
            change(line);
            for (std::size_t k = 0; k < extent; ++k) {
                if (x.is_integer()) {
                    result.integers[i + k * inner] = truncate_to_type(x.type, line[k]);
                } else {
                    result.reals[i + k * inner] = round_to_type(x.type, line[k]);
                }
            }
        }
    }
    return {result};
}

/// Before opset 13 all axes from `axis` on are one.
Outcome softmax_of(const Call& call, bool logarithm) {
    const bool old = call.opset() < 13;
    const std::size_t rank = call.input(0).shape.size();
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", old ? 1 : -1), rank);
    return on_lines(call, axis, old, [&](Line& line) {
        const double most = *std::max_element(line.begin(), line.end());
        double sum = 0;
        for (const double value : line) sum += std::exp(value - most);
        for (double& value : line) {
            value = logarithm ? value - most - std::log(sum) : std::exp(value - most) / sum;
        }
    });
}

/// A line of zeros stays one.
Outcome lp_normalize(const Call& call) {
    const std::int64_t p = int_attribute(call.node(), "p", 2);
    if (p != 1 && p != 2) throw InputError("has p " + std::to_string(p) + "; it must be 1 or 2");
    const std::size_t axis = normal_axis(int_attribute(call.node(), "axis", -1), call.input(0).shape.size());
    return on_lines(call, axis, false, [&](Line& line) {
        double norm = 0;
        for (const double value : line) norm += p == 1 ? std::fabs(value) : value * value;
        if (p == 2) norm = std::sqrt(norm);
        for (double& value : line) value = norm == 0 ? 0 : value / norm;
    });
}

Outcome cumulative_sum(const Call& call) {
    const bool reverse = int_attribute(call.node(), "reverse", 0) != 0;
    const bool exclusive = int_attribute(call.node(), "exclusive", 0) != 0;
    const Shape& axes = integers_of(call.input(1));
    if (axes.size() != 1) throw InputError("has " + std::to_string(axes.size()) + " axes; it takes one");
    const std::size_t axis = normal_axis(axes[0], call.input(0).shape.size());
    return on_lines(call, axis, false, [&](Line& line) {
        if (reverse) std::reverse(line.begin(), line.end());
        double sum = 0;
        for (double& value : line) {
            const double before = sum;
            sum += value;
            value = exclusive ? before : sum;
        }
        if (reverse) std::reverse(line.begin(), line.end());
    });
}

}  // namespace

void add_normalize_operators(OperatorTable& table) {
    table["Softmax"] = [](const Call& call) { return softmax_of(call, false); };
    table["LogSoftmax"] = [](const Call& call) { return softmax_of(call, true); };
    table["LpNormalization"] = lp_normalize;
    table["CumSum"] = cumulative_sum;
}

}  // namespace convt::tools
