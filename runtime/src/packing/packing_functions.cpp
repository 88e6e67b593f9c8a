#include "packing/packing_functions.hpp"

#include "machine/cpu.hpp"

namespace convt::detail {

const BlockFunctions& packing_functions(const KernelInfo& kernel, DType dtype) noexcept {
    const bool runs_here = cpu_runs(kernel.isa);
    const BlockFunctions* lowest = nullptr;
    for (const BlockFunctions& functions : all_block_functions()) {
        if (functions.dtype != dtype) continue;
        if (runs_here && functions.isa == kernel.isa) return functions;
        if (lowest == nullptr) lowest = &functions;
    }
    return lowest != nullptr ? *lowest : block_functions(kernel, dtype);
}

contract::WinogradWeightsFn weights_transform(const KernelInfo& kernel,
                                              const WinogradTransforms& transforms) noexcept {
    if (transforms.weights != nullptr && cpu_runs(kernel.isa)) return transforms.weights;
    for (const WinogradTransforms& known : kernel_table().front().parts->transforms) {
        const bool same = known.dtype == transforms.dtype && known.taps == transforms.taps &&
                          known.tile_outputs == transforms.tile_outputs;
        if (same) return known.weights;
    }
    return transforms.weights;
}

}  // namespace convt::detail
