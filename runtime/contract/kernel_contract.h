#ifndef CONVT_KERNEL_CONTRACT_H
#define CONVT_KERNEL_CONTRACT_H

/// What generated microkernels and the runtime promise each other. Included by both sides; see
/// docs/contract.md. A change to what existing kernels promise raises kContractVersion; a new kind does not.

#include <cstdint>

struct halide_buffer_t;

namespace convt::contract {

inline constexpr int kContractVersion = 5;

/// Most places that one call may cover: kernels keep an input and an output offset for each on the stack.
/// Places are pixels; for planar kernels, everything from the first input of the region to the last: the
/// pixels of its rows and what lies between rows; for rows kernels, vectors of a row's pixels.
inline constexpr int kMaxRegionPixels = 1024;

/// Output offset of a place that is no pixel.
inline constexpr int kNoOutput = -1;

/// Elements that a planar kernel may read after a region of fewer places than its tile: the widest tile.
inline constexpr int kPlanarSlack = 128;

/// Bytes of a cache line, which is what a prefetch brings.
inline constexpr int kLineBytes = 64;

/// How far ahead kernels prefetch packed weights, in bytes. The memory so far after the last weight should be
/// mapped: nothing is read there, but a prefetch of an unmapped line takes a virtual machine some 50 cycles
/// and more.
inline constexpr int kWeightBytesAhead = 4096;

/// Widest channel block of a Winograd kernel.
inline constexpr int kMaxWinogradBlock = 64;

/// Outputs that a tapped gather computes together, and the widest vector that it writes a segment with.
inline constexpr int kTappedUnroll = 4;
inline constexpr int kTappedSlack = 16;

/// Vectors of positions that a tapplanar gather sums up together; how many positions these are at most.
inline constexpr int kTapplanarVectors = 2;
inline constexpr int kTapplanarPositions = 32;

/// How a kernel computes.
enum class Algo : std::uint8_t {
    direct,     ///< lanes are output channels; a register tile is pixels × channel vectors
    inner,      ///< lanes are input channels, added up at the end; for few pixels, weights in Keras's order
    planar,     ///< lanes are adjacent pixels of a row; for few output channels
    rows,       ///< lanes are adjacent pixels of a row, phases along x too; channels_first, wide layers
    depthwise,  ///< lanes are channels, each fed by the input channel of the same number
    depthrows,  ///< the same, lanes are adjacent pixels of a row, phases along x too; channels_first
    tapped,     ///< one product for all taps, its columns summed up per output; lanes are taps and channels
    tapplanar,  ///< as tapped; lanes are adjacent input pixels
    winograd,   ///< fewer products: transforms around products of tiles; lanes are channels
    dot,        ///< sums of 8-bit inputs, several products an instruction; lanes are output channels
    scatter,    ///< products of one tap at a time, added to outputs in cache; lanes are output channels
    reference,  ///< plain C++ loops
};

/// One call computes a *region*: a box of output pixels of one phase, for a range of output channels.
///
/// Three-element arrays are indexed x, y, z (innermost first); a kernel of rank R reads the first R.
/// All strides and offsets count elements of flat buffers.
///
///     output[pixel·output_pixel_stride + channel] =
///         clamp(leaky(bias[channel] + Σ over tap, ci of
///             input[pixel·input_pixel_stride + tap·input_tap_stride + ci·input_channel_stride]
///             * kernel[block][tap·kernel_tap_stride][ci][lane]))
///
/// Channels come in blocks of the kernel's channel_block; block b begins at channel
/// min(b * channel_block, out_channels - channel_block), so the last block overlaps the one before instead
/// of being padded. Requires out_channels >= channel_block.
///
/// For inner kernels, weights lie in Keras's order, without blocks:
///
///     kernel[channel·in_channels + tap·kernel_tap_stride + ci]
///
/// and outputs' channels lie output_channel_stride apart. They take at least a register of input channels.
///
/// For rows kernels, a channel is an output channel and one of as many phases along x as the kernel was
/// compiled for, [channel][phase], and the phases of a channel are adjacent:
///
///     output[pixel·output_pixel_stride + channel / phases · output_channel_stride + channel % phases]
///
/// with as many for output_pixel_stride[0], and rows of at least one register of pixels.
///
/// For depthrows kernels, a region has all phases along x, adjacent as in rows kernels, for channels each
/// with its own input; every phase has taps[0] taps along x. kernel_tap_stride[0] is the tap that phase
/// 0 begins with: phase p begins with tap (p + that) mod phases of a kernel of dense x taps, one input later
/// where that wraps, and further taps are as many as there are phases apart.
template <typename Scalar>
struct RegionArgsOf {
    const void* input;
    const void* kernel;
    const void* bias;  ///< out_channels values, never null
    void* output;
    std::int32_t extent[3];
    std::int32_t taps[3];
    std::int32_t input_pixel_stride[3];  ///< planar, (depth)rows: [0] must be 1; planar: extent[2] too
    std::int32_t input_tap_stride[3];    ///< may be negative
    std::int32_t kernel_tap_stride[3];
    std::int32_t output_pixel_stride[3];
    std::int32_t in_channels;           ///< depthwise, depthrows: 1
    std::int32_t input_channel_stride;  ///< direct, inner, depthwise: must be 1
    std::int32_t out_channels;
    std::int32_t output_channel_stride;  ///< direct, depthwise: must be 1
    std::int32_t kernel_block_stride;
    Scalar alpha;  ///< slope below zero: v < 0 ? v * alpha : v
    Scalar lower;  ///< then clamped to [lower, upper]; NaN stays NaN
    Scalar upper;
};
using RegionArgs = RegionArgsOf<float>;

/// C signature of every microkernel, in the order in which the generator declares its inputs. Scalar is the
/// C++ type of its sums (element_types.h), which slope and bounds have.
template <typename Scalar>
using RegionFnOf = int (*)(
    halide_buffer_t* input, halide_buffer_t* kernel, halide_buffer_t* bias, std::int32_t extent_x,
    std::int32_t extent_y, std::int32_t extent_z, std::int32_t taps_x, std::int32_t taps_y,
    std::int32_t taps_z, std::int32_t input_pixel_stride_x, std::int32_t input_pixel_stride_y,
    std::int32_t input_pixel_stride_z, std::int32_t input_tap_stride_x, std::int32_t input_tap_stride_y,
    std::int32_t input_tap_stride_z, std::int32_t kernel_tap_stride_x, std::int32_t kernel_tap_stride_y,
    std::int32_t kernel_tap_stride_z, std::int32_t output_pixel_stride_x, std::int32_t output_pixel_stride_y,
    std::int32_t output_pixel_stride_z, std::int32_t in_channels, std::int32_t input_channel_stride,
    std::int32_t out_channels, std::int32_t output_channel_stride, std::int32_t kernel_block_stride,
    Scalar alpha, Scalar lower, Scalar upper, halide_buffer_t* output);
using RegionFn = RegionFnOf<float>;

/// The three steps of a Winograd block (generators/algorithms/winograd.h), and the transform of its weights.
/// Dimension 0 is dense in every buffer.
///
/// nodes(c, tile x, tile y, tile z, node) from inputs(c, x, y, z): the window of tile t begins at input
/// t · outputs per tile. Requires at least one register of channels.
using WinogradInputsFn = int (*)(halide_buffer_t* inputs, halide_buffer_t* nodes);

/// products(lane, tile, node, block) = Σ_ci nodes(ci, tile, node) · kernel(lane, ci, node, block), in whole
/// register tiles: nodes and products have room for a multiple of tile_pixels tiles. Dimension 1 of kernel
/// and products is dense as well. products states how many nodes and blocks there are to compute; kernel has
/// as many or more, which follow each other, and of which the next may be prefetched.
using WinogradMultiplyFn = int (*)(halide_buffer_t* nodes, halide_buffer_t* kernel,
                                   halide_buffer_t* products);

/// outputs(c, x, y, z) of one phase from products(c, tile x, tile y, tile z, node), with bias(c), leaky slope
/// and clamp as in RegionArgs. skip says how many outputs of the first tile lie before the first of
/// `outputs`; outputs after its extents are not stored either. Channels come in whole registers.
template <typename Scalar>
using WinogradOutputsFnOf = int (*)(halide_buffer_t* products, halide_buffer_t* bias, std::int32_t skip_x,
                                    std::int32_t skip_y, std::int32_t skip_z, Scalar alpha, Scalar lower,
                                    Scalar upper, halide_buffer_t* outputs);
using WinogradOutputsFn = WinogradOutputsFnOf<float>;

/// weights(i, node) from taps(i, x, y, z) in the order in which a window meets them, computed in at least
/// double. i counts input channels and lanes of a channel block, in whole pairs of registers, or lines of
/// cache where registers are as long.
using WinogradWeightsFn = int (*)(halide_buffer_t* taps, halide_buffer_t* weights);

/// The two steps of a tapped block (generators/algorithms/tapped.h). Places are input pixels; a column is a
/// tap and an output channel, [tap z][tap y][tap x][channel].
///
/// columns[to(place) + block · channel_block + lane] = Σ_ci inputs[from(place) + ci] · kernel(lane, ci,
/// block). `inputs` and `columns` are flat; dimension 1 of kernel is dense as well.
///
/// A scatter kernel's function is of the same type: kernel is that of one tap, a column is an output channel,
/// and the sums are added to the columns. Its places come in whole tiles.
using TappedMultiplyFn = int (*)(halide_buffer_t* inputs, halide_buffer_t* kernel, halide_buffer_t* from,
                                 halide_buffer_t* to, halide_buffer_t* columns);

/// row[q · segment + lane] = activate(bias(lane) + Σ_t columns[q · pitch + taps(t) + lane]) for q in
/// [0, outputs) and lane in [0, segment): the outputs of all phases x and channels at one position. Only
/// lanes below `limit` have taps from `whole_taps` on.
///
/// In whole vectors: each q writes up to kTappedSlack elements after its segment before the next q overwrites
/// them, and outputs come kTappedUnroll at a time; columns are read, and the row is written, so far after the
/// last.
template <typename Scalar>
using TappedGatherFnOf = int (*)(halide_buffer_t* columns, halide_buffer_t* taps, halide_buffer_t* bias,
                                 std::int32_t outputs, std::int32_t segment, std::int32_t pitch,
                                 std::int32_t whole_taps, std::int32_t limit, Scalar alpha, Scalar lower,
                                 Scalar upper, halide_buffer_t* row);
using TappedGatherFn = TappedGatherFnOf<float>;

/// The same two steps with columns as planes: the places of a column are adjacent
/// (generators/algorithms/tapplanar.h).
///
/// columns(place, block · channel_block + lane) = Σ_ci inputs(place, ci) · kernel(lane, ci, block) for every
/// place of `columns`. Dimension 0 is dense in every buffer, dimension 1 of kernel as well. Computes at least
/// tile_pixels places. As much as `inputs` holds is prefetched from `ahead`, but not read: its dimensions are
/// the places of a tile, in_channels and tiles.
using TapplanarMultiplyFn = int (*)(halide_buffer_t* inputs, halide_buffer_t* kernel, halide_buffer_t* ahead,
                                    halide_buffer_t* columns);

/// row[q · outputs + i] = activate(bias(i) + Σ_t columns[q + taps(t) + i · pitch]) for q in [0, positions)
/// and i in [0, outputs): the outputs of adjacent phases x and channels, as many as the kernel was
/// compiled for. Only those below `limit` have taps from `whole_taps` on.
///
/// Computes and writes at least kTapplanarVectors vectors of positions.
template <typename Scalar>
using TapplanarGatherFnOf = int (*)(halide_buffer_t* columns, halide_buffer_t* taps, halide_buffer_t* bias,
                                    std::int32_t positions, std::int32_t pitch, std::int32_t whole_taps,
                                    std::int32_t limit, Scalar alpha, Scalar lower, Scalar upper,
                                    halide_buffer_t* row);
using TapplanarGatherFn = TapplanarGatherFnOf<float>;

/// The steps of a dot block (generators/algorithms/dot.h): quantised inputs, whose sums are int32. Inputs are
/// staged as bytes without a sign (4 terms a step) or as 16 bits (2 terms); places are input pixels that meet
/// the same taps.
///
/// sums(lane, pixel, tile, block) = starts[block · channel_block + lane] + Σ over tap, step, term of
///     inputs[from[place] + taps(0, tap) + step · terms + term]
///     · kernel[block · block_stride + taps(1, tap) + (step · channel_block + lane) · terms + term]
///
/// for every place = tile · tile_pixels + pixel of `sums` and its blocks. Dimension 0 of sums is dense.
using DotMultiplyFn = int (*)(halide_buffer_t* inputs, halide_buffer_t* kernel, halide_buffer_t* starts,
                              halide_buffer_t* from, halide_buffer_t* taps, std::int32_t steps,
                              std::int32_t block_stride, halide_buffer_t* sums);

/// What follows (docs/quantization.md), for sums(channel, pixel) of rows; dimension 0 of both is dense.
/// Bytes are those of int8 or uint8, as least and most say.
///
/// outputs = clamp(nearest_even(sums · factors[channel]) + zero_point); with_bias: of
/// (sums · factors[channel] + biases[channel]) / divisor.
using DotNearestFn = int (*)(halide_buffer_t* sums, halide_buffer_t* factors, halide_buffer_t* biases,
                             float divisor, std::int32_t with_bias, std::int32_t zero_point,
                             std::int32_t least, std::int32_t most, halide_buffer_t* outputs);
/// gemmlowp's rule. shifts_left: some exponent is above 0.
using DotGemmlowpFn = int (*)(halide_buffer_t* sums, halide_buffer_t* mantissas, halide_buffer_t* exponents,
                              std::int32_t shifts_left, std::int32_t zero_point, std::int32_t least,
                              std::int32_t most, halide_buffer_t* outputs);
/// float32 outputs = clamp(sums · factors[channel] + biases[channel]), the bias where with_bias says so.
using DotRealFn = int (*)(halide_buffer_t* sums, halide_buffer_t* factors, halide_buffer_t* biases,
                          std::int32_t with_bias, float lower, float upper, halide_buffer_t* outputs);

/// to(row, column) = from(column, row) for `from` with dimensions (rows, columns); dimension 0 is dense in
/// both buffers.
using TransposeFn = int (*)(halide_buffer_t* from, halide_buffer_t* to);

/// to(x, y) = from(x, y) in another type, for a type of 16 bits on one side, whose elements are given by
/// their bits, and float on the other. Dimension 0 is dense in both buffers. Widening is exact; narrowing
/// rounds to nearest even. NaN stays NaN.
using ConvertFn = int (*)(halide_buffer_t* from, halide_buffer_t* to);

/// Functions that clamping cannot express; values are this enumeration in ActivateFn's `kind`.
enum class Curve : std::int32_t { tanh, sigmoid, hard_swish };

/// Replaces every value of a three-dimensional buffer, dense in dimension 0, by curve(value).
using ActivateFn = int (*)(std::int32_t kind, halide_buffer_t* values);

/// values(x, y, z) < 0 times slopes(c), others left as they are, where channel c is x for channel_axis 0 and
/// y for 1. Both buffers are dense in dimension 0.
using PreluFn = int (*)(std::int32_t channel_axis, halide_buffer_t* slopes, halide_buffer_t* values);

}  // namespace convt::contract

#endif
