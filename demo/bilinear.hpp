#pragma once

#include <vector>

#include "png_image.hpp"

namespace demo {

/// The kernel with which fully convolutional networks (FCN) upsample `factor` times: (size, size, out, in)
/// with size = 2 * factor, the same bilinear filter from each channel to itself and zeros between different
/// channels. For grouped use, in = 1 and only the filters remain.
std::vector<float> bilinear_kernel(int factor, int out_channels, int in_channels);

/// Compares an image upsampled `factor` times with bilinear interpolation in double, computed from its own
/// definition: blending the four nearest pixels by distance, pixels outside the image being black.
///
/// @param products multiply-adds that the kernel sums for one output
/// @return the largest |upsampled - exact| over the bound of docs/numerics.md; above 1 is an error
double error_over_bound(const Image& photograph, const Image& upsampled, int factor, int products);

}  // namespace demo
