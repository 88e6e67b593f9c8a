#pragma once

#include <cstddef>
#include <memory>

#include "gradients/common.hpp"
#include "gradients/gather/phase_gather.hpp"
#include "gradients/kernel/slab_inputs.hpp"

namespace convt::detail {

/// Where a run's memory holds what; bytes from its beginning.
struct KernelGradientMemory {
    std::size_t products =
        0;  ///< of a slab and a tap; before them sums, where the caller's memory is not used
    std::size_t inputs = 0;
    std::size_t packed = 0;
    std::size_t gathered = 0;
    std::size_t bytes = 0;
};

/// Gradients with respect to the kernel are, for each tap, the product of two matrices: output gradients that
/// inputs reach through the tap, and the inputs, summed over positions. As positions take the place of input
/// channels, a plan of kernel size 1 computes it: inputs are its weights, phases and output channels its
/// pixels, input channels its output channels. It sums over a slab of positions at a time.
struct KernelGradientState {
    ConvTransposeDesc desc;
    GradientOptions options;
    std::shared_ptr<const PlanState> plan;  ///< of one group and tap; null where there is nothing to multiply
    PhaseGather gather;
    Slab slab;
    double cycles = 0;
    KernelGradientMemory memory;

    /// Whether sums lie in the caller's memory: in its order and type.
    [[nodiscard]] bool sums_in_place() const noexcept {
        return options.order == KernelOrder::keras && !is_storage(desc.dtype);
    }
    /// Whether the plan's kernel reads inputs that are planes as they lie, or lie in a copy.
    [[nodiscard]] bool needs_no_pack(bool is_copy) const noexcept {
        const SlabInputs in = inputs();
        return plan->packed().as_keras && in.planes && (is_copy || in.from.channels == slab.length);
    }
    [[nodiscard]] SlabInputs inputs() const noexcept {
        return {slab, gradient_strides(input_layout(desc)->strides, desc.rank), desc.in_channels,
                inputs_format(desc) == DataFormat::channels_first};
    }
    [[nodiscard]] std::int64_t slabs() const noexcept {
        return slab_count(slab, gather.axes, desc.rank, desc.batch);
    }
    [[nodiscard]] std::int64_t kernel_positions() const noexcept {
        return gather.axes[0].kernel * gather.axes[1].kernel * gather.axes[2].kernel;
    }
};

[[nodiscard]] Result<std::shared_ptr<const KernelGradientState>> make_kernel_gradient(
    const ConvTransposeDesc& desc, const GradientOptions& options);

struct KernelGradientArgs {
    const void* inputs;
    const void* output_gradients;
    void* kernel_gradients;
    std::byte* memory;
};

/// Runs on checked arguments. The caller holds the context.
void run_kernel_gradient(const KernelGradientState& state, const KernelGradientArgs& args,
                         ContextState& context) noexcept;

}  // namespace convt::detail
