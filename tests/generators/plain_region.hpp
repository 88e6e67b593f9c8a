#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace convt::test {

/// A region as contract::RegionArgs states it, in plain numbers, with what a kernel is compiled for.
struct Region {
    int rank = 2;
    std::array<int, 3> extent{1, 1, 1}, taps{1, 1, 1};
    std::array<int, 3> input_pixel_stride{}, input_tap_stride{}, kernel_tap_stride{}, output_pixel_stride{};
    int in_channels = 1, input_channel_stride = 1, out_channels = 1, output_channel_stride = 1;
    int kernel_block_stride = 0;
    double alpha = 1, lower = -1e30, upper = 1e30;
    int channel_block = 1;
    int phases = 1;
};

/// Calls act(position, offset) for every position of a box of `rank` dimensions: offset is Σ position ·
/// stride.
template <typename Act>
void for_each(const std::array<int, 3>& extent, const Act& act) {
    for (int z = 0; z < extent[2]; ++z) {
        for (int y = 0; y < extent[1]; ++y) {
            for (int x = 0; x < extent[0]; ++x) act(std::array<int, 3>{x, y, z});
        }
    }
}

inline int dot(const std::array<int, 3>& position, const std::array<int, 3>& stride) {
    return position[0] * stride[0] + position[1] * stride[1] + position[2] * stride[2];
}

/// leaky relu, then clamp.
template <typename T>
T activated(const Region& r, T value) {
    if (value < 0) value *= static_cast<T>(r.alpha);
    if (value < static_cast<T>(r.lower)) value = static_cast<T>(r.lower);
    if (value > static_cast<T>(r.upper)) value = static_cast<T>(r.upper);
    return value;
}

/// The contract's formula in plain loops, for direct, planar and rows kernels. `input` points to element 0.
template <typename T>
void plain_region(const Region& r, const T* input, const std::vector<T>& kernel, const std::vector<T>& bias,
                  std::vector<T>& output) {
    const int blocks = (r.out_channels + r.channel_block - 1) / r.channel_block;
    for_each(r.extent, [&](const auto& pixel) {
        for (int b = 0; b < blocks; ++b) {
            const int first = std::min(b * r.channel_block, r.out_channels - r.channel_block);
            for (int lane = 0; lane < r.channel_block; ++lane) {
                const int channel = first + lane;
                T sum = bias.at(static_cast<std::size_t>(channel));
                for_each(r.taps, [&](const auto& tap) {
                    for (int ci = 0; ci < r.in_channels; ++ci) {
                        const int in = dot(pixel, r.input_pixel_stride) + dot(tap, r.input_tap_stride) +
                                       ci * r.input_channel_stride;
                        const int weight = b * r.kernel_block_stride + dot(tap, r.kernel_tap_stride) +
                                           ci * r.channel_block + lane;
                        sum += input[in] * kernel.at(static_cast<std::size_t>(weight));
                    }
                });
                const int to = dot(pixel, r.output_pixel_stride) +
                               channel / r.phases * r.output_channel_stride + channel % r.phases;
                output.at(static_cast<std::size_t>(to)) = activated(r, sum);
            }
        }
    });
}

/// The same for depthwise kernels: a channel's input has its number.
template <typename T>
void plain_depthwise(const Region& r, const T* input, const std::vector<T>& kernel,
                     const std::vector<T>& bias, std::vector<T>& output) {
    const int blocks = (r.out_channels + r.channel_block - 1) / r.channel_block;
    for_each(r.extent, [&](const auto& pixel) {
        for (int b = 0; b < blocks; ++b) {
            const int first = std::min(b * r.channel_block, r.out_channels - r.channel_block);
            for (int lane = 0; lane < r.channel_block; ++lane) {
                T sum = bias.at(static_cast<std::size_t>(first + lane));
                for_each(r.taps, [&](const auto& tap) {
                    const int in =
                        dot(pixel, r.input_pixel_stride) + dot(tap, r.input_tap_stride) + first + lane;
                    const int weight = b * r.kernel_block_stride + dot(tap, r.kernel_tap_stride) + lane;
                    sum += input[in] * kernel.at(static_cast<std::size_t>(weight));
                });
                const int to = dot(pixel, r.output_pixel_stride) + first + lane;
                output.at(static_cast<std::size_t>(to)) = activated(r, sum);
            }
        }
    });
}

/// The same for depthrows kernels: kernel_tap_stride[0] is the tap that phase 0 begins with.
template <typename T>
void plain_depthrows(const Region& r, const T* input, const std::vector<T>& kernel,
                     const std::vector<T>& bias, std::vector<T>& output) {
    for_each(r.extent, [&](const auto& pixel) {
        for (int channel = 0; channel < r.out_channels; ++channel) {
            for (int phase = 0; phase < r.phases; ++phase) {
                const int begin = phase + r.kernel_tap_stride[0];
                T sum = bias.at(static_cast<std::size_t>(channel));
                for_each(r.taps, [&](const auto& tap) {
                    const int in = dot(pixel, r.input_pixel_stride) + begin / r.phases +
                                   dot(tap, r.input_tap_stride) + channel * r.input_channel_stride;
                    const int weight = channel * r.kernel_block_stride + begin % r.phases +
                                       tap[0] * r.phases + tap[1] * r.kernel_tap_stride[1] +
                                       tap[2] * r.kernel_tap_stride[2];
                    sum += input[in] * kernel.at(static_cast<std::size_t>(weight));
                });
                const int to = dot(pixel, r.output_pixel_stride) + channel * r.output_channel_stride + phase;
                output.at(static_cast<std::size_t>(to)) = activated(r, sum);
            }
        }
    });
}

/// Small integers: their products and sums are exact in every type of floating point.
template <typename T>
std::vector<T> integers(std::size_t count, unsigned seed) {
    std::vector<T> values(count);
    for (T& value : values) {
        seed = seed * 1664525U + 1013904223U;
        value = static_cast<T>(static_cast<int>(seed >> 28) - 7);
    }
    return values;
}

}  // namespace convt::test
