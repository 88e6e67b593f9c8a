#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compile/onnx/constants/budget.hpp"
#include "compile/onnx/constants/constant.hpp"
#include "compile/onnx/graph.hpp"

namespace convt::tools {

/// What is known of a value before a model runs. One of the three is set.
struct KnownValue {
    std::shared_ptr<const Constant> constant;
    std::string depends_on;  ///< the input, of the model or of a body, that it is computed from
    std::string obstacle;    ///< why it is not evaluated although it depends on no input: node and reason
};

/// Evaluates what a model computes from its constants: initializers, Constant nodes and the operators of
/// operator_table() on them. Each value is computed once. Borrows the graph.
class ConstantFolder {
public:
    explicit ConstantFolder(const Graph& graph) : graph_(graph) {}

    /// Nothing is thrown: malformed tensors and nodes, and what would cost too much, are obstacles.
    [[nodiscard]] const KnownValue& fold(const std::string& value);
    /// The value when it is a constant, else null.
    [[nodiscard]] std::shared_ptr<const Constant> constant(const std::string& value) {
        return fold(value).constant;
    }
    /// Frees constants. The cost of the whole model keeps being counted.
    void forget();

private:
    [[nodiscard]] std::vector<std::string> sources(const onnx::NodeProto& node,
                                                   const std::string& value) const;
    [[nodiscard]] std::string next_source(const std::string& value) const;
    [[nodiscard]] KnownValue find(const std::string& value);
    [[nodiscard]] KnownValue evaluate(const onnx::NodeProto& node, const std::string& value);
    [[nodiscard]] KnownValue chosen_branch(const onnx::NodeProto& node, const std::string& value);
    [[nodiscard]] std::vector<Constant> apply(const onnx::NodeProto& node);

    const Graph& graph_;
    Budget budget_;
    std::map<std::string, KnownValue> known_;
};

}  // namespace convt::tools
