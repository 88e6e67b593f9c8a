#include "algorithms/regions/depthwise.h"

#include "algorithms/activation.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::RDom;

Depthwise::Depthwise(const KernelShape& kernel_shape, const RegionExprs& region, Func input, Func kernel,
                     Func bias, Func result, Expr input_size, Expr output_size)
    : shape(kernel_shape),
      output(result),
      taps_x(region.taps[0]),
      taps_y(kernel_shape.rank > 1 ? region.taps[1] : Expr(1)),
      adjacent(region.input_tap_stride[0] == -region.input_pixel_stride[0]),
      plain(is_identity(region.alpha, region.lower, region.upper)),
      input_(input),
      kernel_(kernel),
      bias_(bias),
      input_size_(input_size),
      output_size_(output_size),
      region_(region) {
    Halide::Var element("element");
    output(element) = Halide::undef(shape.types.stored);
    const Expr wide = region.extent[0] >= shape.tile_pixels;
    add_tiles(shape.tile_pixels, wide);
    add_tiles(1, !wide);
}

/// The last tile of a row moves back to end with it.
void Depthwise::add_tiles(int pixels, const Expr& served) {
    const RegionExprs& r = region_;
    const auto extent = [&](std::size_t d) {
        return static_cast<int>(d) < shape.rank ? r.extent[d] : Expr(1);
    };
    const auto taps = [&](std::size_t d) { return static_cast<int>(d) < shape.rank ? r.taps[d] : Expr(1); };
    const Expr blocks = (r.out_channels + shape.channel_block - 1) / shape.channel_block;
    const Expr row_tiles = Halide::select(served, (extent(0) + pixels - 1) / pixels, 0);
    RDom writes(
        {{0, shape.channel_block}, {0, pixels}, {0, blocks}, {0, row_tiles}, {0, extent(1)}, {0, extent(2)}},
        "writes");
    RDom terms({{0, taps(0)}, {0, taps(1)}, {0, taps(2)}}, "terms");

    const auto first_channel = [&](const Expr& b) {
        return Halide::min(b * shape.channel_block, r.out_channels - shape.channel_block);
    };
    const auto first_x = [&](const Expr& t) { return Halide::min(t * pixels, extent(0) - pixels); };

    const Expr channel = first_channel(block) + lane;
    // Taps that read adjacent inputs share the loads of a tile's pixels.
    const Expr along_x = Halide::select(adjacent, (pixel - terms.x) * r.input_pixel_stride[0],
                                        pixel * r.input_pixel_stride[0] + terms.x * r.input_tap_stride[0]);
    const Expr at = dot({first_x(tile), y, z}, r.input_pixel_stride) + along_x +
                    dot({0, terms.y, terms.z}, r.input_tap_stride) + channel;
    const Expr weight =
        block * r.kernel_block_stride + dot({terms.x, terms.y, terms.z}, r.kernel_tap_stride) + lane;
    Func sum("sum");
    sum(lane, pixel, block, tile, y, z) = bias_(channel);
    sum(lane, pixel, block, tile, y, z) +=
        product(input_(Halide::unsafe_promise_clamped(at, 0, input_size_ - 1)), kernel_(weight), shape.types);

    const Expr to = dot({first_x(writes[3]), writes[4], writes[5]}, r.output_pixel_stride) +
                    writes[1] * r.output_pixel_stride[0] + first_channel(writes[2]);
    const Expr value = sum(writes[0], writes[1], writes[2], writes[3], writes[4], writes[5]);
    output(Halide::unsafe_promise_clamped(to, 0, output_size_ - shape.channel_block) + writes[0]) =
        Halide::cast(shape.types.stored,
                     Halide::select(plain, value, leaky_clamp(value, r.alpha, r.lower, r.upper)));
    tiles.push_back({sum, terms, writes, output.update(static_cast<int>(tiles.size())), pixels});
}

}  // namespace convt::generators
