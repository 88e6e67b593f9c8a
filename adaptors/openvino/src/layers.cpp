#include "layers.hpp"

#include <algorithm>
#include <openvino/core/except.hpp>
#include <utility>

#include "workspaces.hpp"

namespace convt::openvino {
namespace {

template <class T>
T checked(Result<T> result) {
    OPENVINO_ASSERT(result.ok(), "convt: ", result.status().message());
    return std::move(*result);
}

}  // namespace

std::shared_ptr<const Layer> Layers::find(const Attributes& attributes, const ov::Shape& inputs,
                                          const ov::Shape& weights, const void* constant) {
    const std::scoped_lock lock(mutex_);
    const int threads = host_threads();
    const auto found = std::find_if(by_use_.begin(), by_use_.end(), [&](const auto& layer) {
        return layer->inputs == inputs && layer->weights == weights && layer->threads == threads;
    });
    if (found != by_use_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found);
        return by_use_.front();
    }
    by_use_.push_front(make(attributes, inputs, weights, constant));
    if (by_use_.size() > kMostLayers) {
        by_use_.pop_back();
        forget_orders_without_layers();
    }
    return by_use_.front();
}

std::shared_ptr<const Layer> Layers::make(const Attributes& attributes, const ov::Shape& inputs,
                                          const ov::Shape& weights, const void* constant) {
    PlanOptions options;
    options.threads = host_threads();
    options.weights = constant == nullptr ? Weights::argument : Weights::prepared;
    options.any_size = orders_.size() >= kMostOwnOrders;
    Plan plan = checked(Plan::create(attributes.describe(inputs, weights), options));
    auto packed = constant == nullptr ? nullptr : pack(plan, constant);
    return std::make_shared<const Layer>(
        Layer{inputs, weights, options.threads, std::move(plan), std::move(packed)});
}

std::shared_ptr<const PackedKernel> Layers::pack(const Plan& plan, const void* constant) {
    const auto found = std::find_if(orders_.begin(), orders_.end(),
                                    [&](const auto& packed) { return packed->pack_id() == plan.pack_id(); });
    if (found != orders_.end()) return *found;
    orders_.push_front(
        std::make_shared<const PackedKernel>(checked(plan.pack(constant, KernelOrder::pytorch))));
    return orders_.front();
}

void Layers::forget_orders_without_layers() {
    orders_.remove_if([](const auto& packed) { return packed.use_count() == 1; });
}

}  // namespace convt::openvino
