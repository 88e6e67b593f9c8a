#include "gradients/kernel/kernel_gradient.hpp"

#include <algorithm>
#include <vector>

#include "base/rounding.hpp"
#include "gradients/gather/gather_cost.hpp"

namespace convt::detail {
namespace {

/// Kernels that sum over all input channels in registers. With a single tap, others are slower than their
/// estimates, as they write what they sum up elsewhere (docs/experiments).
KernelTable product_kernels() {
    static const auto* const kernels = [] {
        auto chosen = std::make_unique<std::vector<KernelInfo>>();
        for (const KernelInfo& kernel : kernel_table()) {
            const bool sums = kernel.algo == Algo::direct || kernel.algo == Algo::inner;
            if (sums || kernel.algo == Algo::reference) chosen->push_back(kernel);
        }
        return chosen.release();
    }();
    return *kernels;
}

/// One group's products of a slab and a tap.
ConvTransposeDesc product_desc(const KernelGradientState& state) noexcept {
    const PhaseGather& gather = state.gather;
    ConvTransposeDesc desc;
    desc.rank = 1;
    desc.dtype = state.desc.dtype;
    if (is_storage(desc.dtype)) desc.output_dtype = DType::float32;
    desc.in_channels = state.slab.length;
    desc.out_channels = state.desc.in_channels / state.desc.groups;
    desc.in_spatial[0] = desc.out_spatial[0] = gather.phase_channels();
    desc.input_strides.spatial[0] = gather.to.channels;
    desc.input_strides.channels = gather.to.spatial[2];
    desc.input_strides.batch = 1;
    return desc;
}

void set_gather(KernelGradientState& state, const TapSplit& split) noexcept {
    const ConvTransposeDesc& desc = state.desc;
    PhaseGather& gather = state.gather;
    gather.axes = gradient_axes(desc);
    gather.split = split;
    gather.groups = desc.groups;
    gather.channels = desc.out_channels / desc.groups;
    gather.from = gradient_strides(output_strides(desc), desc.rank);
    gather.from_planes = desc.data_format == DataFormat::channels_first;
    const std::int64_t channels = gather.groups * gather.phase_channels();
    const SlabLimits limits{(channels + desc.in_channels) * stored_bytes(desc.dtype),
                            inputs_format(desc) == DataFormat::channels_first};
    state.slab = make_slab(gather.axes, split, desc.rank, desc.batch, limits);
    gather.positions = state.slab.positions;
    // A plan would transpose pixels for each of its channel blocks.
    gather.planes = gather.from_planes || (!is_storage(desc.dtype) && transposes_well(gather));
    const std::int64_t pixel = gather.planes ? 1 : channels;
    const Triple& p = gather.positions;
    gather.to = {product(p) * pixel,
                 gather.planes ? odd_lines(state.slab.all_positions(), stored_bytes(desc.dtype)) : 1,
                 {p[1] * p[2] * pixel, p[2] * pixel, pixel}};
}

void set_memory(KernelGradientState& state) noexcept {
    const ConvTransposeDesc& desc = state.desc;
    const std::int64_t stored = stored_bytes(desc.dtype), summed = summed_bytes(desc.dtype);
    const std::int64_t in = desc.in_channels / desc.groups;
    const std::int64_t channels = desc.groups * state.gather.phase_channels();
    const std::int64_t positions = state.slab.all_positions();
    KernelGradientMemory& memory = state.memory;
    if (!state.sums_in_place()) {
        memory.products = element_lines(state.kernel_positions() * desc.out_channels * in, summed);
    }
    memory.inputs = memory.products + element_lines(state.gather.phase_channels() * in, summed);
    memory.packed = memory.inputs + element_lines(desc.in_channels * state.slab.length, stored);
    memory.gathered = memory.packed + whole_lines(static_cast<std::int64_t>(state.plan->packed().bytes));
    const std::int64_t pitch = state.gather.planes ? state.gather.to.channels : positions;
    memory.bytes = memory.gathered + element_lines(channels * pitch, stored);
}

double total_cycles(const KernelGradientState& state) noexcept {
    /// Of a product added to its sum, of an input copied, and of a sum moved to PyTorch's order.
    constexpr double kOfSum = 0.5, kOfInput = 0.5, kOfMove = 4;
    const Candidate& choice = state.plan->choice;
    const auto groups = static_cast<double>(state.desc.groups);
    const auto taps = static_cast<double>(product(state.gather.split.taps()));
    const double sums = static_cast<double>(state.gather.phase_channels() * state.desc.in_channels) / groups;
    const double of_tap = choice.cycles - choice.pack_cycles + kOfSum * sums;
    const auto inputs = static_cast<double>(state.slab.length * state.desc.in_channels);
    const double of_slab = groups * (taps * of_tap + choice.pack_cycles) + kOfInput * inputs +
                           gather_cycles(state.gather, state.desc) * static_cast<double>(state.slab.images);
    const std::int64_t moved = state.options.order == KernelOrder::pytorch ? state.kernel_positions() : 0;
    const double moves =
        static_cast<double>(moved * state.desc.out_channels * state.desc.in_channels) / groups;
    return of_slab * static_cast<double>(state.slabs()) + kOfMove * moves;
}

Result<KernelGradientState> with_split(const ConvTransposeDesc& desc, const GradientOptions& options,
                                       const TapSplit& split) {
    KernelGradientState state{desc, options, nullptr, {}, {}, 0, {}};
    set_gather(state, split);
    auto plan = gradient_plan(product_desc(state), options, Algorithm::direct, product_kernels());
    if (!plan.ok()) return plan.status();
    state.plan = std::move(*plan);
    state.cycles = total_cycles(state);
    set_memory(state);
    return state;
}

}  // namespace

Result<std::shared_ptr<const KernelGradientState>> make_kernel_gradient(const ConvTransposeDesc& desc,
                                                                        const GradientOptions& options) {
    if (Status s = check_gradient_desc(desc); !s.ok()) return s;
    if (Status s = check_gradient_order(options.order); !s.ok()) return s;
    auto best = std::make_shared<KernelGradientState>();
    best->desc = desc;
    best->options = options;
    best->gather.axes = gradient_axes(desc);
    if (!has_inputs(desc) || !has_outputs(desc)) return std::shared_ptr<const KernelGradientState>(best);
    return best_split(std::move(best), tap_splits(gradient_axes(desc)),
                      [&](const TapSplit& split) { return with_split(desc, options, split); });
}

}  // namespace convt::detail
