#include "strategies/region/task/region_calls.hpp"

#include <algorithm>
#include <utility>

#include "blocks/buffers.hpp"

namespace convt::detail {
namespace {

template <class T>
void call_region(contract::RegionFnOf<T> region, const contract::RegionArgsOf<T>& a) noexcept {
    FlatBuffer input(static_cast<const T*>(a.input));
    FlatBuffer kernel(static_cast<const T*>(a.kernel));
    FlatBuffer bias(static_cast<const T*>(a.bias));
    FlatBuffer output(static_cast<const T*>(a.output));
    // Kernels are compiled without checks and call nothing: the only value they return is 0.
    region(&input.buffer, &kernel.buffer, &bias.buffer, a.extent[0], a.extent[1], a.extent[2], a.taps[0],
           a.taps[1], a.taps[2], a.input_pixel_stride[0], a.input_pixel_stride[1], a.input_pixel_stride[2],
           a.input_tap_stride[0], a.input_tap_stride[1], a.input_tap_stride[2], a.kernel_tap_stride[0],
           a.kernel_tap_stride[1], a.kernel_tap_stride[2], a.output_pixel_stride[0], a.output_pixel_stride[1],
           a.output_pixel_stride[2], a.in_channels, a.input_channel_stride, a.out_channels,
           a.output_channel_stride, a.kernel_block_stride, a.alpha, a.lower, a.upper, &output.buffer);
}

/// Tiles lie along x: a column narrower than one is transposed into a row.
template <class T>
void lie_down(const KernelInfo& kernel, contract::RegionArgsOf<T>& a) noexcept {
    if (a.extent[0] >= kernel.tile_pixels || a.extent[1] <= a.extent[0]) return;
    for (auto* values : {&a.extent, &a.taps, &a.input_pixel_stride, &a.input_tap_stride, &a.kernel_tap_stride,
                         &a.output_pixel_stride}) {
        std::swap((*values)[0], (*values)[1]);
    }
}

/// Planar kernels take rows that follow each other closely in one call, as if they were one row; rows
/// with much between them, and planes, one by one.
template <class T>
void call_rows(const KernelInfo& kernel, const contract::RegionArgsOf<T>& region) noexcept {
    const std::int32_t pitch = region.input_pixel_stride[1];
    const bool close = pitch >= region.extent[0] && pitch <= region.extent[0] + region.extent[0] / 2;
    const std::int32_t together = close ? (contract::kMaxRegionPixels - region.extent[0]) / pitch + 1 : 1;
    for (std::int32_t z = 0; z < region.extent[2]; ++z) {
        for (std::int32_t y = 0; y < region.extent[1]; y += together) {
            contract::RegionArgsOf<T> rows = region;
            rows.extent[1] = std::min(together, region.extent[1] - y);
            rows.extent[2] = 1;
            // The pitch of a single row means nothing; the kernel divides by it.
            if (rows.extent[1] == 1) rows.input_pixel_stride[1] = rows.extent[0];
            rows.input = static_cast<const T*>(region.input) +
                         std::int64_t{z} * region.input_pixel_stride[2] + std::int64_t{y} * pitch;
            rows.output = static_cast<T*>(region.output) + std::int64_t{z} * region.output_pixel_stride[2] +
                          std::int64_t{y} * region.output_pixel_stride[1];
            call_region(kernel.region.template get<T>(), rows);
        }
    }
}

}  // namespace

template <class T>
void call_kernel(const RegionPlan& plan, contract::RegionArgsOf<T>& region) noexcept {
    const KernelInfo& kernel = plan.kernel();
    if (plan.form().joins_rows) return call_rows(kernel, region);
    if (plan.form().transposes_columns && plan.problem().rank > 1) lie_down(kernel, region);
    call_region(kernel.region.template get<T>(), region);
}

template void call_kernel(const RegionPlan&, contract::RegionArgsOf<float>&) noexcept;
template void call_kernel(const RegionPlan&, contract::RegionArgsOf<double>&) noexcept;

}  // namespace convt::detail
