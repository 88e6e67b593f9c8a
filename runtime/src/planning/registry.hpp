#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "base/elements.hpp"
#include "contract/kernel_contract.h"
#include "convt/desc.hpp"
#include "convt/plan.hpp"
#include "machine/tier_facts.hpp"

namespace convt::detail {

using contract::Algo;

/// A generated function of one of its types: which, the row's dtype says.
template <template <typename> class FnOf>
class TypedFn {
public:
    constexpr TypedFn() noexcept = default;
    constexpr TypedFn(std::nullptr_t) noexcept {}
    constexpr TypedFn(FnOf<float> function) noexcept : of_floats_(function) {}
    constexpr TypedFn(FnOf<double> function) noexcept : of_doubles_(function) {}
    /// The function for sums of type Scalar.
    template <class Scalar>
    [[nodiscard]] constexpr FnOf<Scalar> get() const noexcept {
        if constexpr (std::is_same_v<Scalar, float>) {
            return of_floats_;
        } else {
            static_assert(std::is_same_v<Scalar, double>);
            return of_doubles_;
        }
    }

private:
    FnOf<float> of_floats_ = nullptr;
    FnOf<double> of_doubles_ = nullptr;
};
using RegionFn = TypedFn<contract::RegionFnOf>;
using WinogradOutputsFn = TypedFn<contract::WinogradOutputsFnOf>;
using TappedGatherFn = TypedFn<contract::TappedGatherFnOf>;
using TapplanarGatherFn = TypedFn<contract::TapplanarGatherFnOf>;

// Rows of the kernel table, one struct for each kind. generators/kernel_manifest.py writes them as
// initializers, with the fields in this order.

/// A kernel that computes a region of outputs in one call: direct, planar, rows, depthwise, depthrows.
struct RegionKernel {
    const char* name;  ///< by the grammar of docs/kernel-names.md
    int rank;
    DataFormat data_format;
    DType dtype;
    Algo algo;
    Isa isa;
    int channel_block;  ///< output channels of a register tile
    int tile_pixels;    ///< output pixels of a register tile
    int phases;         ///< rows, depthrows: phases along x that are neighbours; else 0
    RegionFn region;
};

/// A tapped or a scatter kernel.
struct TappedKernel {
    const char* name;
    int rank;
    DataFormat data_format;
    DType dtype;
    Algo algo;
    Isa isa;
    int channel_block;  ///< columns of a register tile
    int tile_pixels;    ///< input pixels of a register tile
    contract::TappedMultiplyFn multiply;
};

/// A tapplanar kernel.
struct TapplanarKernel {
    const char* name;
    int rank;
    DataFormat data_format;
    DType dtype;
    Isa isa;
    int channel_block;  ///< columns of a register tile
    int tile_pixels;    ///< input pixels of a register tile
    contract::TapplanarMultiplyFn multiply;
};

/// A Winograd kernel.
struct WinogradKernel {
    const char* name;
    int rank;
    DataFormat data_format;
    DType dtype;
    Isa isa;
    int channel_block;  ///< output channels of a register tile
    int tile_pixels;    ///< tiles of a register tile
    int tile_outputs;   ///< outputs of a tile along a dimension
    contract::WinogradMultiplyFn multiply;
};

/// The transforms around a Winograd multiply, for one number of outputs per tile and of taps (x, y, z).
struct WinogradTransforms {
    DType dtype;
    Isa isa;
    int tile_outputs;
    std::array<int, 3> taps;
    contract::WinogradInputsFn inputs;
    WinogradOutputsFn outputs;
    contract::WinogradWeightsFn weights;
};

/// A Winograd multiply with a smaller register tile, for what whole tiles of another one leave of a block.
struct WinogradRest {
    DType dtype;
    Isa isa;
    int channel_block;
    int tile_pixels;
    contract::WinogradMultiplyFn multiply;
};

/// The gather of tapped kernels that writes a vector of `lanes` outputs.
struct TappedGather {
    DType dtype;
    Isa isa;
    int lanes;
    TappedGatherFn gather;
};

/// The gather of tapplanar kernels that writes `outputs` neighbouring outputs of each position.
struct TapplanarGather {
    DType dtype;
    Isa isa;
    int outputs;
    TapplanarGatherFn gather;
};

/// A dot kernel.
struct DotKernel {
    const char* name;
    int rank;
    DataFormat data_format;
    DType dtype;
    Isa isa;
    int channel_block;  ///< output channels of a register tile
    int tile_pixels;    ///< output pixels of a register tile
    int terms;          ///< input channels that are added up at once
    contract::DotMultiplyFn multiply;
};

/// What turns a dot kernel's sums into outputs.
struct DotOutputs {
    DType dtype;
    Isa isa;
    contract::DotNearestFn nearest;
    contract::DotGemmlowpFn gemmlowp;
    contract::DotRealFn real;
};

/// Helpers that move and transform blocks, one set per element type and tier.
struct BlockFunctions {
    DType dtype;
    Isa isa;
    contract::TransposeFn transpose;
    contract::ActivateFn activate;
    contract::PreluFn prelu;
    contract::ConvertFn widen = nullptr;  ///< of types of storage alone, as is narrow; else null
    contract::ConvertFn narrow = nullptr;
};

/// What kernels of one table share, those of every tier.
struct KernelParts {
    std::span<const WinogradTransforms> transforms;
    std::span<const WinogradRest> rests;
    std::span<const TappedGather> gathers;
    std::span<const TapplanarGather> planar_gathers;
    bool any_cpu = false;  ///< kernels are chosen for any CPU of their tier, not for this one
    std::span<const DotOutputs> dot_outputs = {};
};

/// One way to serve a problem: a microkernel with the geometry that packing and blocking need. A kernel never
/// travels without them.
struct KernelInfo {
    const char* name;  ///< by the grammar of docs/kernel-names.md
    int rank;          ///< 0: any
    DataFormat data_format;
    DType dtype;
    Algo algo;
    Isa isa;
    int channel_block;                      ///< output channels of a register tile
    int tile_pixels;                        ///< output pixels of a register tile
    RegionFn region;                        ///< null for tapped, tapplanar and winograd kernels
    int tile_outputs;                       ///< winograd: outputs of a tile along a dimension; rows: phases
                                            ///< along x that are neighbours; dot: terms; else 0
    contract::WinogradMultiplyFn multiply;  ///< winograd only
    contract::TappedMultiplyFn columns;     ///< tapped and scatter only
    contract::TapplanarMultiplyFn planes;   ///< tapplanar only
    const KernelParts* parts;               ///< what belongs to kernels of the same table
    contract::DotMultiplyFn dot = nullptr;  ///< dot only
};

/// Kernels to choose from; the last one is the reference.
using KernelTable = std::span<const KernelInfo>;

/// Every kernel of this build. The last entry is the plain C++ reference, which serves everything.
[[nodiscard]] KernelTable kernel_table() noexcept;

/// The entry of that name, or null.
[[nodiscard]] const KernelInfo* find_kernel(KernelTable table, const char* name) noexcept;

/// A Winograd kernel's transforms for `taps` taps along x, y and z, or null when there are none. A tile has
/// tile_outputs outputs along dimensions of several taps and one along the others.
[[nodiscard]] const WinogradTransforms* find_transforms(const KernelInfo& kernel,
                                                        const std::array<int, 3>& taps) noexcept;

/// The smaller tile beside a Winograd kernel's, or null when there is none.
[[nodiscard]] const WinogradRest* find_rest(const KernelInfo& kernel) noexcept;

/// A tapped or scatter kernel's gather with the narrowest vectors that hold `segment` outputs, or the widest
/// there is.
[[nodiscard]] const TappedGather& find_gather(const KernelInfo& kernel, std::int32_t segment) noexcept;

/// A tapplanar kernel's gather that writes `run` outputs of a position, or the one that writes one.
[[nodiscard]] const TapplanarGather& find_planar_gather(const KernelInfo& kernel, std::int32_t run) noexcept;

/// What turns a dot kernel's sums into outputs.
[[nodiscard]] const DotOutputs& find_dot_outputs(const KernelInfo& kernel) noexcept;

/// Identifies the code of the kernel of this name, with that of the transforms or gathers that it runs: the
/// same wherever the same code was generated. Empty for kernels that this build does not have.
[[nodiscard]] const char* schedule_id(std::string_view kernel_name) noexcept;

/// The helpers of every type and tier of this build, the lowest tier of a type first.
[[nodiscard]] std::span<const BlockFunctions> all_block_functions() noexcept;

/// The helpers of a kernel's tier for tensors of a type that it serves.
[[nodiscard]] const BlockFunctions& block_functions(const KernelInfo& kernel, DType dtype) noexcept;

/// Sums that a register of the kernel's tier holds.
[[nodiscard]] constexpr std::int32_t lanes_of(const KernelInfo& kernel) noexcept {
    return facts_of(kernel.isa).register_bytes / static_cast<std::int32_t>(summed_bytes(kernel.dtype));
}

}  // namespace convt::detail
