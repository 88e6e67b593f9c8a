#include "convt/plan.hpp"

#include <cmath>
#include <new>

#include "api/check_memory.hpp"
#include "api/packed_memory.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "measuring/measure_plan.hpp"
#include "planning/plan_state.hpp"
#include "planning/threads/thread_shares.hpp"

namespace convt {
namespace {

Result<std::shared_ptr<const detail::PlanState>> make_plan_here(const ConvTransposeDesc& desc,
                                                                const PlanOptions& options) {
    const Result<Isa> highest = detail::highest_isa(options);
    if (!highest.ok()) return highest.status();
    auto estimated = detail::make_plan(desc, options, detail::kernel_table(), *highest);
    const bool measures = options.effort == Effort::measure;
    if (!estimated.ok() || !measures || (*estimated)->choice.tuned) return estimated;
    return detail::measure_plan(*estimated);
}

/// Of a kernel of int8, whose outputs need them.
Status check_scales(const detail::PlanState& state, const KernelScales& scales) {
    const std::int64_t channels = state.desc.out_channels;
    const bool given = scales.values != nullptr || scales.count != 0;
    if (!detail::is_quantized(state.desc.dtype)) {
        if (!given) return {};
        return detail::invalid("scales are given; only kernels for int8 and uint8 inputs have scales");
    }
    if (channels == 0 || (!given && output_dtype(state.desc) == DType::int32)) return {};
    if (scales.values == nullptr) {
        return detail::invalid(
            "scales is null; it must point to one scale of the kernel, or one for each of ", channels,
            " output channels");
    }
    if (scales.count != 1 && scales.count != channels) {
        return detail::invalid("scales.count is ", scales.count, "; it must be 1 or out_channels, which is ",
                               channels);
    }
    for (std::int64_t c = 0; c < scales.count; ++c) {
        const float scale = scales.values[c];
        const auto factors = detail::factors_of(state.plan().requantization(), scale);
        if (!(scale > 0) || !std::isfinite(scale)) {
            return detail::invalid("scales[", c, "] is ", scale, "; it must be finite and above 0");
        }
        if (!std::isfinite(factors.scale) || !std::isfinite(factors.multiplier)) {
            return detail::invalid("scales[", c, "] is ", scale,
                                   "; with input_scale and output_scale it leads out of float32");
        }
    }
    return {};
}

Status check_weights(const detail::PlanState& state, const void* kernel, const KernelScales& scales,
                     KernelOrder order) {
    if (order != KernelOrder::keras && order != KernelOrder::pytorch) {
        return detail::invalid("order is ", static_cast<int>(order), "; it must be keras or pytorch");
    }
    if (kernel == nullptr && state.packed().bytes > 0 && state.desc.in_channels > 0) {
        return detail::invalid("kernel is null; it must point to the weights");
    }
    return check_scales(state, scales);
}

}  // namespace

void PackedKernel::Free::operator()(void* memory) const noexcept {
    detail::FreeLines{}(memory);
}

PackedKernel::~PackedKernel() = default;

Plan::Plan(std::shared_ptr<const detail::PlanState> state) noexcept : state_(std::move(state)) {}

Result<Plan> Plan::create(const ConvTransposeDesc& desc, const PlanOptions& options) noexcept {
    return detail::guarded([&]() -> Result<Plan> {
        auto state = make_plan_here(desc, options);
        if (!state.ok()) return state.status();
        return Plan(std::move(*state));
    });
}

Result<std::vector<std::string>> Plan::kernels(const ConvTransposeDesc& desc,
                                               const PlanOptions& options) noexcept {
    return detail::guarded([&]() -> Result<std::vector<std::string>> {
        if (Status s = validate(desc); !s.ok()) return s;
        return detail::rank_kernels(desc, options);
    });
}

Result<PackedKernel> Plan::allocate_packed() const {
    PackedKernel packed;
    packed.bytes_ = packed_bytes();
    packed.pack_id_ = pack_id();
    packed.memory_.reset(detail::allocate_packed(packed.bytes_).release());
    if (packed.memory_ == nullptr) return detail::no_packed_memory(packed.bytes_);
    return packed;
}

Result<PackedKernel> Plan::pack(const void* kernel, KernelOrder order) const noexcept {
    return pack(kernel, KernelScales{}, order);
}

Result<PackedKernel> Plan::pack(const void* kernel, KernelOrder order, Context& context) const noexcept {
    return pack(kernel, KernelScales{}, order, context);
}

Result<PackedView> Plan::pack(const void* kernel, KernelOrder order, void* memory, std::size_t bytes,
                              Context& context) const noexcept {
    return pack(kernel, KernelScales{}, order, memory, bytes, context);
}

Result<PackedKernel> Plan::pack(const void* kernel, const KernelScales& scales,
                                KernelOrder order) const noexcept {
    return detail::guarded([&]() -> Result<PackedKernel> {
        if (Status s = check_weights(*state_, kernel, scales, order); !s.ok()) return s;
        Result<PackedKernel> packed = allocate_packed();
        // Without weights there may still be more groups or taps than can be visited.
        if (packed.ok() && packed->bytes_ > 0) {
            detail::pack_kernel(*state_, kernel, order, packed->memory_.get(), scales);
        }
        return packed;
    });
}

Result<PackedKernel> Plan::pack(const void* kernel, const KernelScales& scales, KernelOrder order,
                                Context& context) const noexcept {
    return detail::guarded([&]() -> Result<PackedKernel> {
        if (Status s = check_weights(*state_, kernel, scales, order); !s.ok()) return s;
        Result<PackedKernel> packed = allocate_packed();
        if (!packed.ok()) return packed;
        Result<PackedView> view = pack(kernel, scales, order, packed->memory_.get(), packed->bytes_, context);
        if (!view.ok()) return view.status();
        return packed;
    });
}

Result<PackedView> Plan::pack(const void* kernel, const KernelScales& scales, KernelOrder order, void* memory,
                              std::size_t bytes, Context& context) const noexcept {
    return detail::guarded([&]() -> Result<PackedView> {
        if (Status s = check_weights(*state_, kernel, scales, order); !s.ok()) return s;
        if (Status s = detail::check_memory(memory, bytes, packed_bytes(), "packed weights take"); !s.ok())
            return s;
        const PackedView packed{memory, packed_bytes(), pack_id()};
        if (packed.bytes == 0) return packed;
        if (Status s = detail::acquire(context); !s.ok()) return s;
        detail::pack_kernel(*state_, kernel, order, memory, context.state(), scales);
        context.state().release();
        return packed;
    });
}

Status Plan::run(const void* inputs, const PackedView& packed, const void* bias, void* outputs,
                 Context& context) const noexcept {
    return run(inputs, packed, bias, nullptr, outputs, context);
}

Status Plan::run(const void* inputs, const PackedView& packed, const void* bias, const void* slopes,
                 void* outputs, Context& context) const noexcept {
    return detail::guarded([&]() -> Status {
        if (state_->plan().problem().empty()) return {};
        const detail::RunArgs args{inputs, packed.data, bias, outputs, slopes};
        if (Status s = check_run(*state_, packed, args); !s.ok()) return s;
        if (Status s = detail::acquire(context); !s.ok()) return s;
        run_all(*state_, args, context.state());
        context.state().release();
        return {};
    });
}

Status Plan::run_unpacked(const void* inputs, const void* kernel, KernelOrder order, const void* bias,
                          void* outputs, void* memory, std::size_t bytes, Context& context) const noexcept {
    return detail::guarded([&]() -> Status {
        if (Status s = check_weights(*state_, kernel, {}, order); !s.ok()) return s;
        if (Status s = detail::check_memory(memory, bytes, unpacked_bytes(order), "packed weights take");
            !s.ok())
            return s;
        if (state_->plan().problem().empty()) return {};
        const detail::RunArgs args{inputs, nullptr, bias, outputs};
        if (Status s = check_operands(*state_, args); !s.ok()) return s;
        if (Status s = detail::acquire(context); !s.ok()) return s;
        detail::run_unpacked(*state_, args, kernel, order, memory, context.state());
        context.state().release();
        return {};
    });
}

std::size_t Plan::unpacked_bytes(KernelOrder order) const noexcept {
    return state_->unpacked_bytes(order);
}

const ConvTransposeDesc& Plan::desc() const noexcept {
    return state_->desc;
}
const char* Plan::kernel_name() const noexcept {
    return state_->kernel().name;
}
Algorithm Plan::algorithm() const noexcept {
    return detail::strategy_of(state_->kernel()).algorithm;
}
Isa Plan::isa() const noexcept {
    return state_->kernel().isa;
}
const char* Plan::schedule_id() const noexcept {
    return detail::schedule_id(state_->kernel().name);
}
Tuning Plan::tuning() const noexcept {
    return detail::resolved_tuning(*state_);
}
double Plan::estimated_cycles() const noexcept {
    return state_->choice.cycles;
}
double Plan::estimated_speed_up() const noexcept {
    try {
        return detail::thread_shares(*state_).speed_up;
    } catch (const std::bad_alloc&) {
        return 0;
    }
}
double Plan::products_per_useful() const noexcept {
    try {
        return detail::products_per_useful(*state_);
    } catch (const std::bad_alloc&) {
        return 0;
    }
}
std::size_t Plan::packed_bytes() const noexcept {
    return state_->packed().bytes;
}
std::uint64_t Plan::pack_id() const noexcept {
    return state_->packed().id;
}
std::size_t Plan::workspace_bytes() const noexcept {
    return state_->plan().workspace_bytes();
}
std::string Plan::explain() const {
    return detail::explain(*state_);
}

}  // namespace convt
