#include "layers.hpp"

#include <algorithm>
#include <utility>

#include "errors.hpp"

namespace convt::ort {

std::shared_ptr<const Layer> Layers::find(const Shape& inputs, const Tensor& weights, Context* context) {
    const std::scoped_lock lock(mutex_);
    const auto found = std::find_if(by_use_.begin(), by_use_.end(), [&](const auto& layer) {
        return layer->inputs == inputs && layer->weights == weights.shape;
    });
    if (found != by_use_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found);
        return by_use_.front();
    }
    by_use_.push_front(make(inputs, weights, context));
    if (by_use_.size() > kMostLayers) by_use_.pop_back();
    return by_use_.front();
}

std::shared_ptr<const Layer> Layers::make(const Shape& inputs, const Tensor& weights, Context* context) {
    const ConvTransposeDesc desc = attributes_.describe(dtype_, inputs, weights.shape);
    PlanOptions options;
    options.threads = threads_;
    options.weights = packs_ ? Weights::prepared : Weights::argument;
    options.any_size = packs_ && orders_.size() >= kMostOwnOrders;
    Plan plan = checked(Plan::create(desc, options));
    auto packed = packs_ ? pack(plan, weights, context) : nullptr;
    return std::make_shared<const Layer>(
        Layer{inputs, weights.shape, outputs_shape(desc), std::move(plan), std::move(packed)});
}

std::shared_ptr<const PackedKernel> Layers::pack(const Plan& plan, const Tensor& weights, Context* context) {
    const auto same = [&](const auto& packed) { return packed->pack_id() == plan.pack_id(); };
    const auto found = std::find_if(orders_.begin(), orders_.end(), same);
    if (found != orders_.end()) {
        orders_.splice(orders_.begin(), orders_, found);
        return orders_.front();
    }
    orders_.push_front(std::make_shared<const PackedKernel>(
        checked(context == nullptr ? plan.pack(weights.data, KernelOrder::pytorch)
                                   : plan.pack(weights.data, KernelOrder::pytorch, *context))));
    if (orders_.size() > kMostOrders) forget_last_order();
    return orders_.front();
}

void Layers::forget_last_order() {
    by_use_.remove_if([&](const auto& layer) { return layer->packed == orders_.back(); });
    orders_.pop_back();
}

}  // namespace convt::ort
