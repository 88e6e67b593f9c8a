#include <algorithm>
#include <cctype>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "compile/onnx/constants/walk.hpp"
#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace {

using Outcome = std::vector<Constant>;

/// Loops over `extents`; result[…] += a[…] b[…] c[…], each with steps of its own. An absent factor is 1.
struct Contraction {
    Shape extents;
    Shape result_steps;
    std::array<Shape, 3> steps;
    std::array<const Constant*, 3> factors{};
};

/// Fills `result`, whose values are rounded once, at the end.
void contract(const Call& call, const Contraction& loops, Constant& result) {
    call.spend(element_count(loops.extents));
    const std::vector<double> one{1.0};
    std::array<std::vector<double>, 3> values;
    for (std::size_t i = 0; i < 3; ++i)
        values[i] = loops.factors[i] != nullptr ? loops.factors[i]->to_doubles() : one;
    std::vector<double> sums(result.size(), 0.0);
    walk<4>(loops.extents, {loops.result_steps, loops.steps[0], loops.steps[1], loops.steps[2]}, {0, 0, 0, 0},
            [&](const std::array<std::int64_t, 4>& at) {
                double product = 1;
                for (std::size_t i = 0; i < 3; ++i) product *= values[i][static_cast<std::size_t>(at[i + 1])];
                sums[static_cast<std::size_t>(at[0])] += product;
            });
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (result.is_integer()) {
            result.integers[i] = truncate_to_type(result.type, sums[i]);
        } else {
            result.reals[i] = round_to_type(result.type, sums[i]);
        }
    }
}

void append(Shape& shape, std::initializer_list<std::int64_t> more) {
    shape.insert(shape.end(), more);
}

void require_fit(const Constant& a, const Constant& b, bool fit) {
    if (fit && a.type == b.type) return;
    throw InputError("multiplies " + element_type_name(a.type) + " " + shape_text(a.shape) + " by " +
                     element_type_name(b.type) + " " + shape_text(b.shape));
}

/// NumPy's matmul: vectors are rows or columns, leading axes are broadcast.
Outcome matrix_product(const Call& call) {
    const Constant &a = call.input(0), &b = call.input(1);
    require_fit(a, b, !a.shape.empty() && !b.shape.empty());
    Shape left = a.shape, right = b.shape;
    const bool row = left.size() == 1, column = right.size() == 1;
    if (row) left.insert(left.begin(), 1);
    if (column) right.push_back(1);
    const std::int64_t m = left[left.size() - 2], k = left.back(), n = right.back();
    require_fit(a, b, right[right.size() - 2] == k);
    const Shape left_steps = row_major_steps(left), right_steps = row_major_steps(right);
    const Shape left_batch(left.begin(), left.end() - 2), right_batch(right.begin(), right.end() - 2);
    const Shape batch = broadcast_shape(left_batch, right_batch);
    Shape shape = batch;
    if (!row) shape.push_back(m);
    if (!column) shape.push_back(n);
    Constant result = call.make(a.type, shape);
    // Steps of the leading axes, in matrices.
    Contraction loops;
    loops.extents = batch;
    loops.result_steps = row_major_steps(batch);
    loops.steps = {broadcast_steps(left_batch, batch), broadcast_steps(right_batch, batch),
                   Shape(batch.size(), 0)};
    for (std::size_t d = 0; d < batch.size(); ++d) {
        loops.result_steps[d] *= m * n;
        loops.steps[0][d] *= m * k;
        loops.steps[1][d] *= k * n;
    }
    append(loops.extents, {m, n, k});
    append(loops.result_steps, {n, 1, 0});
    append(loops.steps[0], {k, 0, 1});
    append(loops.steps[1], {0, 1, n});
    append(loops.steps[2], {0, 0, 0});
    loops.factors = {&a, &b, nullptr};
    contract(call, loops, result);
    return {result};
}

/// alpha A B + beta C.
Outcome general_product(const Call& call) {
    const Constant &a = call.input(0), &b = call.input(1);
    const bool turn_a = int_attribute(call.node(), "transA", 0) != 0;
    const bool turn_b = int_attribute(call.node(), "transB", 0) != 0;
    require_fit(a, b, a.shape.size() == 2 && b.shape.size() == 2 && !a.is_integer());
    const std::int64_t m = a.shape[turn_a ? 1 : 0], k = a.shape[turn_a ? 0 : 1], n = b.shape[turn_b ? 0 : 1];
    require_fit(a, b, b.shape[turn_b ? 1 : 0] == k);
    Contraction loops;
    loops.extents = {m, n, k};
    loops.result_steps = {n, 1, 0};
    loops.steps = {
        turn_a ? Shape{1, 0, m} : Shape{k, 0, 1}, turn_b ? Shape{0, k, 1} : Shape{0, 1, n}, {0, 0, 0}};
    loops.factors = {&a, &b, nullptr};
    Constant result = call.make(a.type, {m, n});
    contract(call, loops, result);
    const auto alpha = static_cast<double>(float_attribute(call.node(), "alpha", 1));
    const auto beta = static_cast<double>(float_attribute(call.node(), "beta", 1));
    for (double& value : result.reals) value = round_to_type(a.type, alpha * value);
    if (const Constant* c = call.optional_input(2)) {
        result = broadcast_reals(call, result, *c, [&](double x, double y) { return x + beta * y; });
    }
    return {result};
}

/// The labels of the operands and of the result of an Einsum: "ij,jk->ik".
struct Equation {
    std::vector<std::string> operands;
    std::string result;
};

Equation parse_equation(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    const std::size_t arrow = text.find("->");
    Equation equation{split(text.substr(0, arrow), ','), ""};
    std::string all;
    for (const std::string& operand : equation.operands) all += operand;
    if (arrow != std::string::npos) {
        equation.result = text.substr(arrow + 2);
    } else {
        for (const char label : all) {
            if (std::count(all.begin(), all.end(), label) == 1) equation.result += label;
        }
        std::sort(equation.result.begin(), equation.result.end());
    }
    for (const char label : all + equation.result) {
        const bool letter = (label >= 'a' && label <= 'z') || (label >= 'A' && label <= 'Z');
        if (!letter || all.find(label) == std::string::npos) {
            throw InputError("has the equation '" + text + "'; letters for axes are evaluated");
        }
    }
    return equation;
}

/// Steps of a tensor along each label; an axis of a label that appears twice is a diagonal.
Shape label_steps(const std::string& labels, const std::string& own, const Shape& shape) {
    const Shape axis_steps = row_major_steps(shape);
    Shape steps(labels.size(), 0);
    for (std::size_t d = 0; d < own.size(); ++d) steps[labels.find(own[d])] += axis_steps[d];
    return steps;
}

Outcome einsum(const Call& call) {
    const Equation equation = parse_equation(string_attribute(call.node(), "equation", ""));
    const std::size_t count = equation.operands.size();
    if (count != call.input_count() || count > 3) {
        throw InputError("has " + std::to_string(count) + " operands in its equation and " +
                         std::to_string(call.input_count()) + " inputs; up to 3 are evaluated");
    }
    std::string labels;
    Contraction loops;
    for (std::size_t i = 0; i < count; ++i) {
        const Constant& x = call.input(i);
        require_fit(call.input(0), x, x.shape.size() == equation.operands[i].size());
        for (std::size_t d = 0; d < x.shape.size(); ++d) {
            const std::size_t at = labels.find(equation.operands[i][d]);
            if (at == std::string::npos) {
                labels += equation.operands[i][d];
                loops.extents.push_back(x.shape[d]);
            } else {
                require_fit(call.input(0), x, loops.extents[at] == x.shape[d]);
            }
        }
    }
    Shape shape;
    for (const char label : equation.result) shape.push_back(loops.extents[labels.find(label)]);
    for (std::size_t i = 0; i < 3; ++i) {
        const bool there = i < count;
        loops.factors[i] = there ? &call.input(i) : nullptr;
        loops.steps[i] =
            there ? label_steps(labels, equation.operands[i], call.input(i).shape) : Shape(labels.size(), 0);
    }
    loops.result_steps = label_steps(labels, equation.result, shape);
    Constant result = call.make(call.input(0).type, shape);
    contract(call, loops, result);
    return {result};
}

}  // namespace

void add_matrix_operators(OperatorTable& table) {
    table["MatMul"] = matrix_product;
    table["Gemm"] = general_product;
    table["Einsum"] = einsum;
}

}  // namespace convt::tools
