#include "algorithms/regions/conv_transpose.h"

#include "algorithms/activation.h"
#include "algorithms/regions/places.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::Range;
using Halide::RDom;

ConvTranspose::ConvTranspose(const KernelShape& kernel_shape, const RegionExprs& region_exprs, Func input,
                             Func kernel, Func bias, Func result, Expr input_size, Expr output_size)
    : shape(kernel_shape),
      region(region_exprs),
      output(result),
      planar_(kernel_shape.algo == contract::Algo::planar) {
    define_offsets();
    define_sum(input, kernel, bias, input_size);
    define_output(output_size);
}

Expr ConvTranspose::places() const {
    if (!planar_) return pixels_of(shape.rank, region);
    Expr count = region.extent[0];
    if (shape.rank > 1) count += (region.extent[1] - 1) * region.input_pixel_stride[1];
    return Halide::min(count, contract::kMaxRegionPixels);  // keeps the offsets' storage a constant
}

Expr ConvTranspose::first_channel(const Expr& block_index) const {
    return Halide::min(block_index * shape.channel_block, region.out_channels - shape.channel_block);
}

/// Places of a planar region are adjacent in memory: rows follow each other at the input's row stride, and
/// a place between two rows is computed but has no output.
void ConvTranspose::define_offsets() {
    if (!planar_) {
        const std::vector<Expr> at = position_of(shape.rank, region, Halide::min(place, places() - 1));
        source(place) = dot(at, region.input_pixel_stride);
        target(place) = dot(at, region.output_pixel_stride);
        return;
    }
    const Expr pitch = region.input_pixel_stride[1];
    const Expr row = shape.rank > 1 ? small_quotient(place, pitch) : Expr(0);
    const Expr column = place - row * pitch;
    source(place) = place;
    target(place) = Halide::select(column < region.extent[0], dot({column, row}, region.output_pixel_stride),
                                   contract::kNoOutput);
}

/// Place of a tile's pixel. Places after the last have the last one's offsets: a short last tile computes and
/// stores it again. Planar tiles read whole vectors, so there the last tile moves back to end with the
/// region.
Expr ConvTranspose::place_of(const Expr& tile_index, const Expr& pixel_index) const {
    const Expr first = tile_index * shape.tile_pixels;
    if (!planar_) return first + pixel_index;
    return Halide::max(Halide::min(first, places() - shape.tile_pixels), 0) + pixel_index;
}

void ConvTranspose::define_sum(const Func& input, const Func& kernel, const Func& bias,
                               const Expr& input_size) {
    std::vector<Range> ranges = {{0, region.in_channels}};
    for (int d = 0; d < shape.rank; ++d) ranges.push_back({0, region.taps[static_cast<std::size_t>(d)]});
    terms = RDom(ranges, "terms");
    const Expr ci = terms[0];
    std::vector<Expr> tap;
    for (int d = 0; d < shape.rank; ++d) tap.push_back(terms[d + 1]);

    const Expr channel = first_channel(block) + lane;
    const Expr input_channel = planar_ ? ci * region.input_channel_stride : ci;
    // A planar tile reads whole vectors, so its places must show that they are adjacent.
    const Expr from = planar_ ? place_of(tile, pixel) : Expr(source(place_of(tile, pixel)));
    const Expr at = from + dot(tap, region.input_tap_stride) + input_channel;
    const Expr weight = block * region.kernel_block_stride + dot(tap, region.kernel_tap_stride) +
                        ci * shape.channel_block + lane;

    sum(lane, pixel, tile, block) = bias(channel);
    sum(lane, pixel, tile, block) +=
        product(input(Halide::unsafe_promise_clamped(at, 0, input_size - 1)), kernel(weight), shape.types);
}

void ConvTranspose::define_output(const Expr& output_size) {
    const Expr tiles = (places() + shape.tile_pixels - 1) / shape.tile_pixels;
    const Expr blocks = (region.out_channels + shape.channel_block - 1) / shape.channel_block;
    // The innermost loop runs along the lanes: pixels of a planar tile, channels of the others.
    RDom writes(0, planar_ ? shape.tile_pixels : shape.channel_block, 0,
                planar_ ? shape.channel_block : shape.tile_pixels, 0, tiles, 0, blocks, "writes");
    write_lane = planar_ ? writes.y : writes.x;
    write_pixel = planar_ ? writes.x : writes.y;
    write_tile = writes.z;
    write_block = writes.w;
    const Expr channel = first_channel(write_block);
    const Expr to = place_of(write_tile, write_pixel);
    Expr at = target(planar_ ? Halide::clamp(to, 0, places() - 1) : to);
    if (planar_) {
        writes.where(to < places());
        writes.where(at != contract::kNoOutput);
        at += (channel + write_lane) * region.output_channel_stride;
        at = Halide::unsafe_promise_clamped(at, 0, output_size - 1);
    } else {
        at = Halide::unsafe_promise_clamped(at + channel, 0, output_size - shape.channel_block) + write_lane;
    }
    Halide::Var element("element");
    output(element) = Halide::undef(shape.types.stored);
    output(at) =
        Halide::cast(shape.types.stored, leaky_clamp(sum(write_lane, write_pixel, write_tile, write_block),
                                                     region.alpha, region.lower, region.upper));
}

}  // namespace convt::generators
