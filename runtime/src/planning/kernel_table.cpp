#include <cstring>

#include "planning/registry.hpp"

namespace convt::detail {
namespace {

/// Whether a part is for the kernel's element type and tier.
template <typename PartOfKernel>
bool of_same_kind(const PartOfKernel& part, const KernelInfo& kernel) noexcept {
    return part.dtype == kernel.dtype && part.isa == kernel.isa;
}

}  // namespace

const KernelInfo* find_kernel(KernelTable table, const char* name) noexcept {
    for (const KernelInfo& kernel : table) {
        if (std::strcmp(kernel.name, name) == 0) return &kernel;
    }
    return nullptr;
}

const WinogradTransforms* find_transforms(const KernelInfo& kernel, const std::array<int, 3>& taps) noexcept {
    const bool transformed = taps[0] > 1 || taps[1] > 1 || taps[2] > 1;
    const int outputs = transformed ? kernel.tile_outputs : 1;
    for (const WinogradTransforms& entry : kernel.parts->transforms) {
        if (of_same_kind(entry, kernel) && entry.tile_outputs == outputs && entry.taps == taps) return &entry;
    }
    return nullptr;
}

const WinogradRest* find_rest(const KernelInfo& kernel) noexcept {
    for (const WinogradRest& rest : kernel.parts->rests) {
        if (of_same_kind(rest, kernel) && rest.channel_block == kernel.channel_block &&
            rest.tile_pixels < kernel.tile_pixels && kernel.tile_pixels % rest.tile_pixels == 0)
            return &rest;
    }
    return nullptr;
}

const TappedGather& find_gather(const KernelInfo& kernel, std::int32_t segment) noexcept {
    const TappedGather* found = nullptr;
    for (const TappedGather& entry : kernel.parts->gathers) {
        if (!of_same_kind(entry, kernel)) continue;
        if (found == nullptr || found->lanes < segment) found = &entry;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn): each tier has one.
    return *found;
}

const TapplanarGather& find_planar_gather(const KernelInfo& kernel, std::int32_t run) noexcept {
    const TapplanarGather* found = nullptr;
    for (const TapplanarGather& entry : kernel.parts->planar_gathers) {
        if (!of_same_kind(entry, kernel)) continue;
        if (entry.outputs == run || (entry.outputs == 1 && found == nullptr)) found = &entry;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn): each tier has one.
    return *found;
}

const DotOutputs& find_dot_outputs(const KernelInfo& kernel) noexcept {
    const DotOutputs* found = nullptr;
    for (const DotOutputs& entry : kernel.parts->dot_outputs) {
        if (of_same_kind(entry, kernel)) found = &entry;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn): each tier has one.
    return *found;
}

}  // namespace convt::detail
