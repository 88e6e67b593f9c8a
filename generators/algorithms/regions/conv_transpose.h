#pragma once

#include <array>
#include <vector>

#include "Halide.h"
#include "algorithms/element_types.h"
#include "contract/kernel_contract.h"

namespace convt::generators {

/// What is fixed when a microkernel is compiled.
struct KernelShape {
    int rank = 2;
    contract::Algo algo = contract::Algo::direct;
    int channel_block = 16;  ///< output channels of a tile
    int tile_pixels = 6;     ///< output pixels of a tile
    int lanes = 8;           ///< sums of a register
    int outputs = 1;         ///< rows, depthrows: phases along x that are adjacent in memory
    ElementTypes types = {};
};

/// The run-time values of contract::RegionArgs, as Halide sees them. Arrays are indexed x, y, z.
struct RegionExprs {
    using PerDimension = std::array<Halide::Expr, 3>;
    PerDimension extent, taps, input_pixel_stride, input_tap_stride, kernel_tap_stride, output_pixel_stride;
    Halide::Expr in_channels, input_channel_stride, out_channels, output_channel_stride, kernel_block_stride;
    Halide::Expr alpha, lower, upper;
};

/// Σ indices · strides.
inline Halide::Expr dot(const std::vector<Halide::Expr>& indices, const RegionExprs::PerDimension& strides) {
    Halide::Expr offset = 0;
    for (std::size_t i = 0; i < indices.size(); ++i) offset += indices[i] * strides[i];
    return offset;
}

/// a / b for 0 <= a < 2^22, b > 0. Rounding down (a + 1/2) / b cannot fall on the wrong side of an integer in
/// that range, and vector units divide floats but not integers.
inline Halide::Expr small_quotient(const Halide::Expr& a, const Halide::Expr& b) {
    return Halide::cast<int>((Halide::cast<float>(a) + 0.5F) / Halide::cast<float>(b));
}

/// conv_transpose in its gather (polyphase) form, for one phase of any rank: what is computed, not in which
/// order. A schedule decides the order through the public members.
///
/// For an output o of phase r = (o + crop_left) mod stride only taps k with k·dilation ≡ r (mod stride)
/// meet an input, and consecutive outputs of a phase read consecutive inputs. So within a phase
/// the operator is a dense correlation, and no zero is ever inserted or multiplied:
///
///     sum(pixel, channel) = bias(channel)
///                           + Σ_{tap, ci} input(pixel - tap·step, ci) · kernel(tap, channel, ci)
///
/// with the phase's first tap, tap step and tap count folded into base pointers and strides by the caller.
struct ConvTranspose {
    ConvTranspose(const KernelShape& shape, const RegionExprs& region, Halide::Func input,
                  Halide::Func kernel, Halide::Func bias, Halide::Func output, Halide::Expr input_size,
                  Halide::Expr output_size);

    KernelShape shape;
    RegionExprs region;
    Halide::Var lane{"lane"};    ///< channel within the block
    Halide::Var pixel{"pixel"};  ///< pixel within the tile
    Halide::Var tile{"tile"};
    Halide::Var block{"block"};
    Halide::Var place{"place"};  ///< a pixel of the region; planar: or a gap between rows
    Halide::RDom terms;          ///< (ci, tap x, tap y, tap z)
    Halide::RVar write_lane, write_pixel, write_tile, write_block;
    Halide::Func source{"source"};  ///< place -> offset of its first input
    Halide::Func target{"target"};  ///< place -> offset of its output
    Halide::Func sum{"sum"};        ///< (lane, pixel, tile, block)
    Halide::Func output;            ///< flat; the pipeline's result

    /// Number of places of the region.
    Halide::Expr places() const;

private:
    Halide::Expr first_channel(const Halide::Expr& block_index) const;
    Halide::Expr place_of(const Halide::Expr& tile_index, const Halide::Expr& pixel_index) const;
    void define_offsets();
    void define_sum(const Halide::Func& input, const Halide::Func& kernel, const Halide::Func& bias,
                    const Halide::Expr& input_size);
    void define_output(const Halide::Expr& output_size);

    bool planar_;
};

}  // namespace convt::generators
