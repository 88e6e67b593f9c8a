#include "blocks/buffers.hpp"
#include "strategies/region/task.hpp"

namespace convt::detail {

void call_region(contract::RegionFn region, const contract::RegionArgs& a) noexcept {
    FlatBuffer input(a.input);
    FlatBuffer kernel(a.kernel);
    FlatBuffer bias(a.bias);
    FlatBuffer output(a.output);
    // Kernels are compiled without checks and call nothing: the only value they return is 0.
    region(&input.buffer, &kernel.buffer, &bias.buffer, a.extent[0], a.extent[1], a.extent[2], a.taps[0],
           a.taps[1], a.taps[2], a.input_pixel_stride[0], a.input_pixel_stride[1], a.input_pixel_stride[2],
           a.input_tap_stride[0], a.input_tap_stride[1], a.input_tap_stride[2], a.kernel_tap_stride[0],
           a.kernel_tap_stride[1], a.kernel_tap_stride[2], a.output_pixel_stride[0], a.output_pixel_stride[1],
           a.output_pixel_stride[2], a.in_channels, a.input_channel_stride, a.out_channels,
           a.output_channel_stride, a.kernel_block_stride, a.alpha, a.lower, a.upper, &output.buffer);
}

}  // namespace convt::detail
