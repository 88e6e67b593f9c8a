/// Upsamples a photograph four times with convt, in both layouts, and checks every pixel.
/// convt_demo [PHOTOGRAPH.png UPSAMPLED.png]

#include <cstdio>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

#include "bilinear.hpp"
#include "convt/convt.hpp"
#include "png_image.hpp"
#include "support/input_error.hpp"
#include "support/measure/machine_peak.hpp"
#include "support/measure/timing.hpp"

namespace {

using convt::tools::require;
using convt::tools::unwrap;
using demo::Image;

constexpr int kFactor = 4;
constexpr int kKernelSize = 2 * kFactor;
constexpr int kChannels = 3;
constexpr double kSecondsPerRow = 0.5;

/// Copies between (height, width, channels) and (channels, height, width).
std::vector<float> transposed(const std::vector<float>& from, std::size_t rows, std::size_t columns) {
    std::vector<float> to(from.size());
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) to[c * rows + r] = from[r * columns + c];
    }
    return to;
}

convt::ConvTransposeDesc describe(const Image& photograph, convt::DataFormat layout, int groups) {
    std::vector<std::int64_t> inputs_shape{1, photograph.height, photograph.width, kChannels};
    if (layout == convt::DataFormat::channels_first) {
        inputs_shape = {1, kChannels, photograph.height, photograph.width};
    }
    convt::ConvTransposeDesc desc =
        unwrap(convt::keras_desc(inputs_shape, {kKernelSize, kKernelSize, kChannels, kChannels}, kFactor,
                                 convt::Padding::same, std::nullopt, layout));
    desc.groups = groups;
    return desc;
}

/// Upsamples, times and checks in one layout, printing a row of the table.
Image upsample(const Image& photograph, convt::DataFormat layout, int groups, convt::Context& context,
               double fma_peak) {
    const convt::ConvTransposeDesc desc = describe(photograph, layout, groups);
    const bool channels_last = layout == convt::DataFormat::channels_last;
    const int products_per_tap = kChannels / groups;

    const convt::Plan plan = unwrap(convt::Plan::create(desc));
    const auto kernel = demo::bilinear_kernel(kFactor, kChannels, products_per_tap);
    const convt::PackedKernel packed = unwrap(plan.pack(kernel.data()));
    const std::size_t pixels = photograph.pixels.size() / kChannels;
    const auto inputs = channels_last ? photograph.pixels : transposed(photograph.pixels, pixels, kChannels);
    std::vector<float> outputs(inputs.size() * kFactor * kFactor, std::numeric_limits<float>::quiet_NaN());
    const convt::tools::Timing time = convt::tools::time_runs(
        [&] { require(plan.run(inputs.data(), packed, nullptr, outputs.data(), context)); }, kSecondsPerRow);

    Image upsampled{photograph.height * kFactor, photograph.width * kFactor, {}};
    upsampled.pixels = channels_last ? outputs : transposed(outputs, kChannels, outputs.size() / kChannels);
    const double error = demo::error_over_bound(photograph, upsampled, kFactor, 4 * products_per_tap);
    const double gflops = 2e-6 * static_cast<double>(convt::useful_macs(desc)) / time.min_ms;
    std::printf("%-14s %6d  %-40s %8.3f %9.1f %7.0f%% %11.2f\n",
                channels_last ? "channels_last" : "channels_first", groups, plan.kernel_name(), time.min_ms,
                gflops, 100 * gflops / fma_peak, error);
    if (error > 1) throw std::runtime_error("the upsampled photograph differs from bilinear interpolation");
    return upsampled;
}

void run_demo(const std::string& from, const std::string& to) {
    const Image photograph = demo::read_png(from);
    convt::Context context = unwrap(convt::Context::create());
    const convt::Isa isa = convt::detect_isa();
    const double fma_peak = convt::tools::fma_peak_gflops(isa, context.threads());
    std::printf("%s\n(1, %d, %d, 3) -> (1, %d, %d, 3), kernel (%d, %d, 3, 3), strides %d, padding same\n",
                from.c_str(), photograph.height, photograph.width, photograph.height * kFactor,
                photograph.width * kFactor, kKernelSize, kKernelSize, kFactor);
    std::printf("%d threads, FMA peak %.1f GFLOP/s (%s), measured just now\n\n", context.threads(), fma_peak,
                convt::isa_name(isa));
    std::printf("%-14s %6s  %-40s %8s %9s %8s %11s\n", "layout", "groups", "kernel", "ms", "GFLOP/s",
                "of peak", "error/bound");
    Image upsampled;
    for (const int groups : {1, kChannels}) {
        for (const auto layout : {convt::DataFormat::channels_last, convt::DataFormat::channels_first}) {
            upsampled = upsample(photograph, layout, groups, context, fma_peak);
        }
    }
    demo::write_png(to, upsampled);
    std::printf("\nEvery pixel agrees with bilinear interpolation in double. Wrote %s\n", to.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 1 && argc != 3) {
        std::fprintf(stderr, "usage: %s [PHOTOGRAPH.png UPSAMPLED.png]\n", argv[0]);
        return 2;
    }
    try {
        run_demo(argc == 3 ? argv[1] : CONVT_DEMO_PHOTOGRAPH, argc == 3 ? argv[2] : CONVT_DEMO_UPSAMPLED);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "convt_demo: %s\n", error.what());
        return 1;
    }
    return 0;
}
