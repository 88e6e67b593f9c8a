#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "attributes.hpp"
#include "convt/plan.hpp"
#include "tensors.hpp"

namespace convt::ort {

/// A node for inputs of one shape: what there is to compute before the data is there.
struct Layer {
    Shape inputs;
    Shape weights;
    Shape outputs;
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
    /// Orders of packed weights that are kept. Shapes that came after the first kMostOwnOrders orders have
    /// plans of one order for all sizes, which is a little slower and does not pack anew.
    static constexpr std::size_t kMostOrders = 6;
    static constexpr std::size_t kMostOwnOrders = 3;

    Layers(Attributes attributes, DType dtype, int threads, bool packs)
        : attributes_(std::move(attributes)), dtype_(dtype), threads_(threads), packs_(packs) {}

    /// The layer of inputs of this shape. Weights are packed when an order is first needed; all of a node's
    /// have the same contents where it packs.
    ///
    /// @param context whose threads pack; null: the calling one alone
    [[nodiscard]] std::shared_ptr<const Layer> find(const Shape& inputs, const Tensor& weights,
                                                    Context* context);

private:
    using List = std::list<std::shared_ptr<const Layer>>;

    [[nodiscard]] std::shared_ptr<const Layer> make(const Shape& inputs, const Tensor& weights,
                                                    Context* context);
    [[nodiscard]] std::shared_ptr<const PackedKernel> pack(const Plan& plan, const Tensor& weights,
                                                           Context* context);
    void forget_last_order();

    Attributes attributes_;
    DType dtype_;
    int threads_;
    bool packs_;
    std::mutex mutex_;
    List by_use_;  ///< the last used first
    std::list<std::shared_ptr<const PackedKernel>> orders_;
};

}  // namespace convt::ort
