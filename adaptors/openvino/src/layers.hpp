#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <openvino/core/shape.hpp>

#include "attributes.hpp"
#include "convt/plan.hpp"

namespace convt::openvino {

/// A node for inputs of one shape.
struct Layer {
    ov::Shape inputs, weights;
    int threads;
    Plan plan;
    /// Null where the weights come with each run.
    std::shared_ptr<const PackedKernel> packed;
};

/// The layers of one node, made when a shape is first seen; of many shapes, those used last. May be used by
/// many threads at once.
class Layers {
public:
    /// Shapes that are kept.
    static constexpr std::size_t kMostLayers = 64;
    /// Orders of packed weights after which plans are made of one order for all sizes.
    static constexpr std::size_t kMostOwnOrders = 3;

    /// @param constant the node's weights where they are a constant, else null: those of `weights` come with
    /// each run
    [[nodiscard]] std::shared_ptr<const Layer> find(const Attributes& attributes, const ov::Shape& inputs,
                                                    const ov::Shape& weights, const void* constant);

private:
    [[nodiscard]] std::shared_ptr<const Layer> make(const Attributes& attributes, const ov::Shape& inputs,
                                                    const ov::Shape& weights, const void* constant);
    [[nodiscard]] std::shared_ptr<const PackedKernel> pack(const Plan& plan, const void* constant);
    void forget_orders_without_layers();

    std::mutex mutex_;
    std::list<std::shared_ptr<const Layer>> by_use_;  ///< the last used first
    std::list<std::shared_ptr<const PackedKernel>> orders_;
};

}  // namespace convt::openvino
