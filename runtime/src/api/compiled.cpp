#include "api/compiled.hpp"

#include <algorithm>

#include "base/elements.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "machine/cpu.hpp"
#include "planning/plan_state.hpp"
#include "planning/registry.hpp"

namespace convt::compiled {
namespace {

bool same_sizes(const ConvTransposeDesc& desc, Sizes sizes) noexcept {
    return desc.batch == sizes[0] && std::equal(sizes.begin() + 1, sizes.end(), desc.in_spatial.begin());
}

bool same_input_sizes(const ConvTransposeDesc& a, const ConvTransposeDesc& b) noexcept {
    return a.batch == b.batch &&
           std::equal(a.in_spatial.begin(), a.in_spatial.begin() + a.rank, b.in_spatial.begin());
}

/// The highest tier of the library's targets that this CPU runs.
Result<Isa> choose_tier(const Layer& layer) {
    const Result<Isa> highest = detail::capped_isa();
    if (!highest.ok()) return highest.status();
    for (const Variant& variant : layer.variants) {
        if (detail::within(variant.isa, *highest)) return variant.isa;
    }
    return detail::unsupported("the library was compiled for ", isa_name(layer.variants.back().isa),
                               " at least; this CPU runs ", isa_name(*highest));
}

}  // namespace

ConvTransposeDesc sized_desc(const Layer& layer, Sizes sizes) noexcept {
    ConvTransposeDesc desc = layer.desc;
    desc.batch = sizes[0];
    for (std::size_t d = 0; d + 1 < sizes.size(); ++d) {
        // Sizes beyond what validation allows stay beyond it, without overflow here.
        constexpr std::int64_t kLargest = std::int64_t{1} << 31;
        const std::int64_t in = std::clamp<std::int64_t>(sizes[d + 1], -1, kLargest);
        desc.in_spatial[d] = in;
        desc.out_spatial[d] = (in - 1) * desc.strides[d] + (desc.kernel_size[d] - 1) * desc.dilation_rate[d] +
                              1 - desc.crop_left[d] - layer.crop_right[d];
        if (in == 0) desc.out_spatial[d] = std::max<std::int64_t>(desc.out_spatial[d], 0);
    }
    const DataFormat inputs = inputs_format(layer.desc);
    if (inputs != desc.data_format) desc.input_strides = dense_input_strides(desc, inputs);
    return desc;
}

Result<std::unique_ptr<Session>> Session::create(std::span<const Layer> layers,
                                                 const ContextOptions& options) noexcept {
    return detail::guarded([&]() -> Result<std::unique_ptr<Session>> {
        const Result<Isa> tier = choose_tier(layers.front());
        if (!tier.ok()) return tier.status();
        Result<Context> context = Context::create(options);
        if (!context.ok()) return context.status();
        // NOLINTNEXTLINE(bugprone-unhandled-exception-at-new): guarded() catches it.
        return std::unique_ptr<Session>(new Session(layers, std::move(*context), *tier));
    });
}

const Variant& Session::variant(std::size_t layer) const noexcept {
    const auto& variants = layers_[layer].variants;
    return *std::find_if(variants.begin(), variants.end(), [&](const Variant& v) { return v.isa == isa_; });
}

Result<Session::PlanPointer> Session::make_plan(std::size_t layer, const ConvTransposeDesc& desc) const {
    PlanOptions options;
    options.threads = context_.threads();
    // Quantised outputs follow from factors that lie in the packed weights of the layer's own kernel.
    if (detail::has_inputs(desc) || detail::is_quantized(desc.dtype)) {
        options.kernel_name = variant(layer).kernel_name;
        options.any_size = layers_[layer].any_size;
        if (same_input_sizes(desc, layers_[layer].desc)) options.tuning = variant(layer).tuning;
    } else {
        // Outputs that no input reaches hold the bias; no kernel of a layer was made for those alone.
        options.kernel_name = "convt_reference";
    }
    return detail::make_plan(desc, options, detail::kernel_table(), isa_);
}

Status Session::prepare(std::size_t layer, Sizes sizes) {
    if (plans_[layer] != nullptr && same_sizes(plans_[layer]->desc, sizes)) return {};
    auto plan = make_plan(layer, sized_desc(layers_[layer], sizes));
    if (!plan.ok()) return plan.status();
    plans_[layer] = std::move(*plan);
    return {};
}

Status Session::run_held(std::size_t layer, const Call& call) {
    if (Status s = prepare(layer, call.sizes); !s.ok()) return s;
    const detail::PlanState& plan = *plans_[layer];
    if (plan.plan().problem().empty()) return {};
    const Variant& chosen = variant(layer);
    const void* packed = chosen.packed != nullptr ? chosen.packed : call.packed;
    const void* bias = layers_[layer].bias != nullptr ? layers_[layer].bias : call.bias;
    if (packed == nullptr) return detail::invalid("packed is null; it must point to packed weights");
    PackedView weights{packed, chosen.packed_bytes, chosen.pack_id};
    // Without inputs no weight is read.
    if (!detail::has_inputs(plan.desc)) weights = {packed, plan.packed().bytes, plan.packed().id};
    const void* slopes = layers_[layer].slopes != nullptr ? layers_[layer].slopes : call.slopes;
    const detail::RunArgs args{call.inputs, packed, bias, call.outputs, slopes};
    Status checked = check_run(plan, weights, args);
    if (!checked.ok()) return checked;
    run_all(plan, args, context_.state());
    return {};
}

Status Session::pack_held(std::size_t layer, const void* kernel, int order, void* packed) {
    if (order != static_cast<int>(KernelOrder::keras) && order != static_cast<int>(KernelOrder::pytorch)) {
        return detail::invalid("order is ", order, "; it must be 0 (Keras) or 1 (PyTorch and ONNX)");
    }
    if (kernel == nullptr) return detail::invalid("kernel is null; it must point to the weights");
    if (packed == nullptr) return detail::invalid("packed is null; it must point to packed_bytes bytes");
    auto plan = make_plan(layer, layers_[layer].desc);
    if (!plan.ok()) return plan.status();
    // held() has the context.
    detail::pack_kernel(**plan, kernel, static_cast<KernelOrder>(order), packed, context_.state());
    return {};
}

/// One call at a time: another thread's may be using the threads, a plan or the message.
template <typename Work>
int Session::held(Work&& work) noexcept {
    detail::ContextState& state = context_.state();
    if (!state.try_acquire()) return static_cast<int>(StatusCode::invalid_argument);
    const Status status = detail::guarded(work);
    if (!status.ok()) {
        try {
            error_ = status.message();
        } catch (const std::bad_alloc&) {
            error_.clear();
        }
    }
    state.release();
    return static_cast<int>(status.code());
}

int Session::run(std::size_t layer, const Call& call) noexcept {
    return held([&] { return run_held(layer, call); });
}

int Session::pack(std::size_t layer, const void* kernel, int order, void* packed) noexcept {
    return held([&] { return pack_held(layer, kernel, order, packed); });
}

std::size_t Session::packed_bytes(std::size_t layer) const noexcept {
    // Kernels ask for lines behind the weights.
    return variant(layer).packed_bytes + contract::kWeightBytesAhead;
}

int run(Session* session, std::size_t layer, const Call& call) noexcept {
    return session != nullptr ? session->run(layer, call) : static_cast<int>(StatusCode::invalid_argument);
}

int pack(Session* session, std::size_t layer, const void* kernel, int order, void* packed) noexcept {
    return session != nullptr ? session->pack(layer, kernel, order, packed)
                              : static_cast<int>(StatusCode::invalid_argument);
}

std::size_t packed_bytes(const Session* session, std::size_t layer) noexcept {
    return session != nullptr ? session->packed_bytes(layer) : 0;
}

const char* error(const Session* session) noexcept {
    return session != nullptr ? session->error() : "context is null; it must point to a context";
}

}  // namespace convt::compiled
