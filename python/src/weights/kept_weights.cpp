#include "weights/kept_weights.hpp"

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>

#include "calls/shared_plans.hpp"

namespace convt::python {
namespace {

/// Bytes of a fingerprint in a cycle, where they come from memory.
constexpr double kBytesPerCycle = 3;
/// The pause between two fingerprints doubles with each change of contents, so many times.
constexpr std::size_t kMostDoublings = 6;

std::size_t kernel_bytes_of(const ConvTransposeDesc& desc) {
    std::size_t elements =
        static_cast<std::size_t>(desc.in_channels) * static_cast<std::size_t>(desc.out_channels);
    for (int d = 0; d < desc.rank; ++d)
        elements *= static_cast<std::size_t>(desc.kernel_size[static_cast<std::size_t>(d)]);
    if (desc.dtype == DType::float16 || desc.dtype == DType::bfloat16) return elements * 2;
    return elements * (desc.dtype == DType::float64 ? 8 : 4);
}

/// The plan for packed weights, where it saves more than fingerprints take.
std::optional<Plan> plan_worth_packing(const ConvTransposeDesc& desc, const Plan& unpacked, int threads,
                                       std::size_t kernel_bytes) {
    PlanOptions options;
    options.threads = threads;
    Result<Plan> plan = Plan::create(desc, options);
    if (!plan.ok()) return std::nullopt;
    const double looking = static_cast<double>(kernel_bytes) / kBytesPerCycle;
    if (plan->estimated_cycles() + looking >= unpacked.estimated_cycles()) return std::nullopt;
    return std::move(*plan);
}

}  // namespace

std::shared_ptr<KeptWeights::Layer> KeptWeights::layer_of(const ConvTransposeDesc& desc, const void* kernel,
                                                          const Plan& unpacked, int threads) {
    CallKey key = key_of(desc, threads);
    key.add(static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(kernel)));
    if (const auto found = layers_.find(key); found != layers_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found->second);
        return *found->second;
    }
    auto layer = std::make_shared<Layer>();
    layer->key = key;
    layer->kernel_bytes = kernel_bytes_of(desc);
    layer->plan = plan_worth_packing(desc, unpacked, threads, layer->kernel_bytes);
    if (by_use_.size() >= kMostLayers) forget_last();
    by_use_.push_front(layer);
    layers_.insert_or_assign(key, by_use_.begin());
    return layer;
}

void KeptWeights::drop(Layer& layer) noexcept {
    if (layer.packed != nullptr) bytes_ -= layer.packed->bytes();
    layer.packed.reset();
}

void KeptWeights::forget_last() {
    drop(*by_use_.back());
    layers_.erase(by_use_.back()->key);
    by_use_.pop_back();
}

void KeptWeights::keep(Layer& layer, std::shared_ptr<const PackedKernel> packed) {
    drop(layer);
    const auto listed = layers_.find(layer.key);
    const bool is_listed = listed != layers_.end() && listed->second->get() == &layer;
    if (!is_listed || packed->bytes() > most_bytes_) return;
    by_use_.splice(by_use_.begin(), by_use_, listed->second);
    while (bytes_ + packed->bytes() > most_bytes_ && by_use_.size() > 1) forget_last();
    bytes_ += packed->bytes();
    layer.packed = std::move(packed);
}

std::optional<KeptWeights::Prepared> KeptWeights::find(const ConvTransposeDesc& desc, const void* kernel,
                                                       const Plan& unpacked, Context& context) {
    std::unique_lock lock(mutex_);
    if (most_bytes_ == 0) return std::nullopt;
    const std::shared_ptr<Layer> layer = layer_of(desc, kernel, unpacked, context.threads());
    if (!layer->plan || ++layer->calls < layer->next_look) return std::nullopt;
    lock.unlock();
    const Fingerprint now = fingerprint_of(kernel, layer->kernel_bytes);
    lock.lock();
    if (layer->seen != now) {
        if (layer->seen) ++layer->changes;
        layer->next_look = layer->calls + (std::size_t{1} << std::min(layer->changes, kMostDoublings));
        layer->seen = now;
        drop(*layer);
        return std::nullopt;
    }
    if (layer->packed != nullptr) {
        layer->changes = 0;
        return Prepared{*layer->plan, layer->packed};
    }
    lock.unlock();
    Result<PackedKernel> packed = layer->plan->pack(kernel, KernelOrder::keras, context);
    if (!packed.ok()) return std::nullopt;
    auto kept = std::make_shared<const PackedKernel>(std::move(*packed));
    lock.lock();
    if (layer->seen == now) keep(*layer, kept);
    return Prepared{*layer->plan, std::move(kept)};
}

void KeptWeights::set_most_bytes(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    layers_.clear();
    by_use_.clear();
    bytes_ = 0;
    most_bytes_ = bytes;
}

std::size_t KeptWeights::bytes() {
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

void KeptWeights::after_fork() noexcept {
    new (&mutex_) std::mutex;
}

KeptWeights& kept_weights() {
    static auto* const kept = new KeptWeights;
    return *kept;
}

void bind_weights(nanobind::module_& module) {
    module.def("_keep_weights", [](std::size_t bytes) { kept_weights().set_most_bytes(bytes); });
    module.def("_kept_bytes", [] { return kept_weights().bytes(); });
}

}  // namespace convt::python
