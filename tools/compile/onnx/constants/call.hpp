#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compile/onnx/attributes.hpp"
#include "compile/onnx/constants/budget.hpp"
#include "compile/onnx/constants/constant.hpp"

namespace convt::tools {

/// An operator about to be applied to constants. All that throws throws InputError.
class Call {
public:
    using Inputs = std::vector<std::shared_ptr<const Constant>>;

    /// @param inputs  null for optional ones that are absent
    /// @param opset   version of ONNX's own operators
    Call(const onnx::NodeProto& node, Inputs inputs, std::int64_t opset, Budget& budget)
        : node_(node), opset_(opset), inputs_(std::move(inputs)), budget_(budget) {}

    [[nodiscard]] const onnx::NodeProto& node() const { return node_; }
    [[nodiscard]] std::int64_t opset() const { return opset_; }

    [[nodiscard]] std::size_t input_count() const { return inputs_.size(); }
    /// An input that must be there.
    [[nodiscard]] const Constant& input(std::size_t index) const;
    /// An input, or null when it is absent.
    [[nodiscard]] const Constant* optional_input(std::size_t index) const;
    /// The only value of an input, or nothing when it is absent.
    [[nodiscard]] std::optional<double> scalar(std::size_t index) const;
    /// Integers that newer opsets take as an input and older ones as an attribute; nothing when absent.
    [[nodiscard]] std::optional<Shape> integers(std::size_t index, const char* name) const;

    /// A constant of zeros, paid from the budget.
    [[nodiscard]] Constant make(int type, Shape shape) const;
    /// Pays for work beyond one step for each value made.
    void spend(std::int64_t steps) const { budget_.spend(steps); }

private:
    const onnx::NodeProto& node_;
    std::int64_t opset_;
    Inputs inputs_;
    Budget& budget_;
};

/// The integers of a constant; throws for one of a real type.
[[nodiscard]] const std::vector<std::int64_t>& integers_of(const Constant& constant);

/// The axis counted from the front; throws when the rank has none such.
[[nodiscard]] std::size_t normal_axis(std::int64_t axis, std::size_t rank);

/// Marks axes, which may count from the back; throws for one out of range or named twice.
[[nodiscard]] std::vector<bool> marked_axes(const Shape& axes, std::size_t rank);

using Operator = std::function<std::vector<Constant>(const Call&)>;
/// By ONNX's name of the operator.
using OperatorTable = std::map<std::string, Operator>;

}  // namespace convt::tools
