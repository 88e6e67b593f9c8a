#include "algorithms/regions/inner.h"

#include "algorithms/activation.h"
#include "algorithms/regions/places.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::Range;
using Halide::RDom;

Inner::Inner(const KernelShape& kernel_shape, const RegionExprs& region_exprs, Func input, Func kernel,
             Func bias, Func result, Expr input_size, Expr output_size)
    : shape(kernel_shape), region(region_exprs), output(result) {
    define_offsets();
    define_partial(input, kernel, input_size);
    define_sum(bias);
    define_output(output_size);
}

Expr Inner::places() const {
    return pixels_of(shape.rank, region);
}

Expr Inner::first_channel(const Expr& block_index) const {
    return Halide::min(block_index * shape.channel_block, region.out_channels - shape.channel_block);
}

/// Places after the last have the last one's offsets: a short last tile computes and stores it again.
void Inner::define_offsets() {
    const std::vector<Expr> at = position_of(shape.rank, region, Halide::min(place, places() - 1));
    source(place) = dot(at, region.input_pixel_stride);
    target(place) = dot(at, region.output_pixel_stride);
}

/// Where in_channels are no multiple of the lanes, the last vector ends with them, and counts only the lanes
/// that no vector before it had.
void Inner::define_partial(const Func& input, const Func& kernel, const Expr& input_size) {
    const Expr whole = region.in_channels / shape.lanes, over = region.in_channels % shape.lanes;
    const auto over_taps = [&](const Expr& vectors) {
        std::vector<Range> ranges = {{0, vectors}};
        for (int d = 0; d < shape.rank; ++d) ranges.push_back({0, region.taps[static_cast<std::size_t>(d)]});
        return ranges;
    };
    terms = RDom(over_taps(whole), "terms");
    rest = RDom(over_taps(Halide::select(over > 0, 1, 0)), "rest");

    const auto tap_of = [&](const RDom& domain) {
        std::vector<Expr> tap;
        for (int d = 0; d < shape.rank; ++d) tap.push_back(domain[d + 1]);
        return tap;
    };
    const auto input_at = [&](const RDom& domain, const Expr& ci) {
        const Expr at =
            source(tile * shape.tile_pixels + pixel) + dot(tap_of(domain), region.input_tap_stride) + ci;
        return input(Halide::unsafe_promise_clamped(at, 0, input_size - 1));
    };
    const auto weight_at = [&](const RDom& domain, const Expr& ci) {
        const Expr channel = first_channel(block) + row;
        return kernel(channel * region.in_channels + dot(tap_of(domain), region.kernel_tap_stride) + ci);
    };

    const Expr zero = Halide::Internal::make_zero(shape.types.summed);
    partial(lane, row, pixel, tile, block) = zero;
    const Expr ci = terms[0] * shape.lanes + lane;
    partial(lane, row, pixel, tile, block) += product(input_at(terms, ci), weight_at(terms, ci), shape.types);
    const Expr last = region.in_channels - shape.lanes + lane;
    const Expr is_new = lane >= shape.lanes - over;
    partial(lane, row, pixel, tile, block) +=
        Halide::select(is_new, product(input_at(rest, last), weight_at(rest, last), shape.types), zero);
}

/// Lanes are added up by halves: one after the other they would wait for each other.
void Inner::define_sum(const Func& bias) {
    Func whole = partial;
    for (int left = shape.lanes / 2; left >= 2; left /= 2) {
        Func half("half");
        half(lane, row, pixel, tile, block) =
            whole(lane, row, pixel, tile, block) + whole(lane + left, row, pixel, tile, block);
        halves.push_back(half);
        whole = half;
    }
    sum(row, pixel, tile, block) = whole(0, row, pixel, tile, block) + whole(1, row, pixel, tile, block) +
                                   bias(first_channel(block) + row);
}

void Inner::define_output(const Expr& output_size) {
    const Expr tiles = (places() + shape.tile_pixels - 1) / shape.tile_pixels;
    const Expr blocks = (region.out_channels + shape.channel_block - 1) / shape.channel_block;
    writes = RDom(0, shape.channel_block, 0, shape.tile_pixels, 0, tiles, 0, blocks, "writes");
    const Expr first = target(writes.z * shape.tile_pixels + writes.y) +
                       first_channel(writes.w) * region.output_channel_stride;
    const Expr to =
        Halide::unsafe_promise_clamped(first, 0, output_size - 1) + writes.x * region.output_channel_stride;
    Halide::Var element("element");
    output(element) = Halide::undef(shape.types.stored);
    output(Halide::unsafe_promise_clamped(to, 0, output_size - 1)) = Halide::cast(
        shape.types.stored,
        leaky_clamp(sum(writes.x, writes.y, writes.z, writes.w), region.alpha, region.lower, region.upper));
}

}  // namespace convt::generators
