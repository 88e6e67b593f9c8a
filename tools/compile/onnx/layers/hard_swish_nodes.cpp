#include "compile/onnx/layers/hard_swish_nodes.hpp"

#include <cmath>

#include "compile/onnx/layers/activation_node.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

bool is_near(double value, double wanted) {
    return std::fabs(value - wanted) <= 1e-6 * wanted;
}

/// Walks along nodes each of which alone reads the one before.
class Walk {
public:
    Walk(const Graph& graph, ConstantFolder& constants, const std::string& value)
        : graph_(graph), constants_(constants), value_(value) {}

    HardSwishNodes run() {
        const auto readers = graph_.readers(value_);
        if (readers.size() != 2 || readers[0] == nullptr || readers[1] == nullptr) return {};
        for (std::size_t i = 0; i < 2; ++i) {
            product_ = readers[i];
            if (product_ == readers[1 - i] || !is_binary(*product_, "Mul")) continue;
            found_ = {};
            if (gate(*readers[1 - i])) return found_;
        }
        return {};
    }

private:
    static bool is(const onnx::NodeProto& node, const char* type, int inputs) {
        return is_operator(node, type) && node.input_size() == inputs && node.output_size() == 1;
    }
    static bool is_binary(const onnx::NodeProto& node, const char* type) { return is(node, type, 2); }

    /// The other operand of a node is one number.
    bool is_with(const onnx::NodeProto& node, const std::string& operand, double wanted) {
        const bool second = node.input(1) == operand;
        const auto constant = constants_.constant(node.input(second ? 0 : 1));
        return constant != nullptr && constant->size() == 1 && is_near(constant->to_doubles()[0], wanted);
    }

    bool is_division_by_6(const onnx::NodeProto& node, const std::string& operand) {
        if (is_binary(node, "Mul")) return is_with(node, operand, 1.0 / 6);
        return is_binary(node, "Div") && node.input(0) == operand && is_with(node, operand, 6);
    }

    bool is_clip(const onnx::NodeProto& node, const std::string& operand) {
        ConvTransposeDesc desc;
        std::vector<double> slopes;
        return is_operator(node, "Clip") && node.output_size() == 1 &&
               fold_activation(graph_, constants_, node, operand, desc, slopes).done &&
               desc.activation == Activation::clamp && desc.activation_min == 0 && desc.activation_max == 6;
    }

    const onnx::NodeProto* take(const onnx::NodeProto& node) {
        found_.nodes.push_back(&node);
        found_.output = node.output(0);
        return graph_.only_reader(found_.output);
    }

    /// From the other node that reads the value to the product, and what follows it.
    bool gate(const onnx::NodeProto& first) {
        if (is(first, "HardSigmoid", 1)) {
            if (!is_near(static_cast<double>(float_attribute(first, "alpha", 0.2F)), 1.0 / 6) ||
                float_attribute(first, "beta", 0.5F) != 0.5F || take(first) != product_) {
                return false;
            }
            take(*product_);
            return true;
        }
        if (!is_binary(first, "Add") || !is_with(first, value_, 3)) return false;
        const onnx::NodeProto* next = take(first);
        if (next == nullptr || !is_clip(*next, found_.output)) return false;
        next = take(*next);
        const bool divided = next != nullptr && next != product_ && is_division_by_6(*next, found_.output);
        if (divided) next = take(*next);
        if (next != product_) return false;
        next = take(*product_);
        if (divided) return true;
        if (next == nullptr || !is_division_by_6(*next, found_.output)) return false;
        take(*next);
        return true;
    }

    const Graph& graph_;
    ConstantFolder& constants_;
    const std::string& value_;
    const onnx::NodeProto* product_ = nullptr;
    HardSwishNodes found_;
};

}  // namespace

HardSwishNodes find_hard_swish(const Graph& graph, ConstantFolder& constants, const std::string& value) {
    try {
        return Walk(graph, constants, value).run();
    } catch (const InputError&) {
        return {};  // an attribute of another type: no such nodes
    }
}

}  // namespace convt::tools
