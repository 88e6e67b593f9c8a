#pragma once

#include <cstddef>
#include <memory>

#include "gradients/common.hpp"
#include "gradients/gather/phase_gather.hpp"
#include "gradients/inputs/weight_order.hpp"

namespace convt::detail {

/// Where a run's memory holds what; bytes from its beginning.
struct InputGradientMemory {
    std::size_t packed = 0;    ///< where arranged weights end
    std::size_t gathered = 0;  ///< where packed weights end
    std::size_t bytes = 0;
};

/// Gradients with respect to the inputs are a correlation of output gradients with the kernel, by the
/// strides. By phases of the output gradients it has stride 1, and is a transposed convolution of the
/// reversed kernel, for which there is a plan. Without strides that reads the output gradients where they
/// lie.
struct InputGradientState {
    ConvTransposeDesc desc;
    GradientOptions options;
    std::shared_ptr<const PlanState> plan;  ///< null where there is nothing to multiply
    PhaseGather gather;
    bool gathers = false;
    std::int64_t images = 1;  ///< that are gathered and run together
    double cycles = 0;
    InputGradientMemory memory;

    [[nodiscard]] WeightOrder weights() const noexcept { return {desc, gather.split, options.order}; }
};

[[nodiscard]] Result<std::shared_ptr<const InputGradientState>> make_input_gradient(
    const ConvTransposeDesc& desc, const GradientOptions& options);

struct InputGradientArgs {
    const void* output_gradients;
    const void* kernel;
    void* input_gradients;
    std::byte* memory;
};

/// Runs on checked arguments. The caller holds the context.
void run_input_gradient(const InputGradientState& state, const InputGradientArgs& args,
                        ContextState& context) noexcept;

}  // namespace convt::detail
