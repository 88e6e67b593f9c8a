#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "machine/cpu.hpp"
#include "reference/elements.hpp"
#include "reference/error_bound.hpp"
#include "reference/oracle.hpp"
#include "smoke/quantized.hpp"
#include "support/kernel_kinds.hpp"

namespace {

using convt::ConvTransposeDesc;

using convt::reference::ElementVector;

ElementVector random_values(convt::DType dtype, std::int64_t count, std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(-0.5, 0.5);
    ElementVector values(dtype, static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) values.set(i, uniform(random));
    return values;
}

/// Output channels that fill a block; a tapplanar kernel's holds taps as well, and it takes four channels at
/// most.
std::int64_t fewest_channels(const convt::detail::KernelInfo& kernel) {
    return kernel.algo == convt::detail::Algo::tapplanar ? 1 : kernel.channel_block;
}

/// What kernels of rows serve: their phases along x, in rows of parts of vectors.
ConvTransposeDesc problem_of_rows(const convt::detail::KernelInfo& kernel) {
    ConvTransposeDesc desc;
    desc.in_spatial = desc.out_spatial = {1, 1, 1};
    desc.rank = kernel.rank;
    desc.dtype = kernel.dtype;
    desc.data_format = kernel.data_format;
    desc.out_channels = kernel.channel_block + 3;
    const bool depthwise = convt::detail::is_depthwise(kernel);
    desc.groups = depthwise ? desc.out_channels : 1;
    desc.in_channels = depthwise ? desc.out_channels : 5;
    const auto x = static_cast<std::size_t>(kernel.rank - 1);
    desc.in_spatial[x] = 37;
    desc.kernel_size[x] = desc.strides[x] = kernel.tile_outputs;
    desc.out_spatial[x] = desc.in_spatial[x] * kernel.tile_outputs;
    return desc;
}

/// A small problem of a kernel's rank and layout: a border on every side, channel and pixel tails, one shape
/// for each of overlapping taps, dilation, kernel == stride, and for depthwise kernels groups. Winograd
/// kernels serve the first alone; in the third dimension those of four outputs a tile take one tap a phase.
std::vector<ConvTransposeDesc> problems_for(const convt::detail::KernelInfo& kernel, convt::DType dtype) {
    if (convt::detail::takes_rows(kernel)) return {problem_of_rows(kernel)};
    const bool winograd = kernel.algo == convt::detail::Algo::winograd;
    struct Shape {
        std::int64_t kernel, stride, dilation, crop;
    };
    std::vector<ConvTransposeDesc> problems;
    for (const Shape& s : {Shape{4, 2, 1, 1}, Shape{3, 1, 2, 2}, Shape{2, 2, 1, 0}, Shape{1, 3, 1, 0}}) {
        ConvTransposeDesc desc;
        desc.rank = kernel.rank == 0 ? 2 : kernel.rank;
        desc.dtype = dtype;
        desc.data_format = kernel.data_format;
        const bool depthwise = kernel.algo == convt::detail::Algo::depthwise;
        desc.out_channels = fewest_channels(kernel) + 3;
        desc.groups = depthwise ? desc.out_channels : 1;
        desc.in_channels = depthwise                         ? desc.out_channels
                           : winograd                        ? 17
                           : convt::detail::is_inner(kernel) ? 21
                                                             : 5;
        for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
            desc.in_spatial[d] = 5 - static_cast<std::int64_t>(d);
            desc.kernel_size[d] = s.kernel;
            desc.strides[d] = s.stride;
            desc.dilation_rate[d] = s.dilation;
            desc.crop_left[d] = s.crop;
            desc.out_spatial[d] =
                (desc.in_spatial[d] - 1) * s.stride + (s.kernel - 1) * s.dilation + 1 - s.crop;
        }
        if (winograd && desc.rank == 3 && kernel.tile_outputs == 4) {
            desc.kernel_size[0] = s.stride;
            desc.out_spatial[0] = desc.in_spatial[0] * s.stride - s.crop;
        }
        problems.push_back(desc);
        if (winograd) break;
    }
    return problems;
}

std::int64_t elements(const ConvTransposeDesc& desc, std::int64_t channels,
                      const std::array<std::int64_t, convt::kMaxRank>& spatial) {
    std::int64_t count = desc.batch * channels;
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) count *= spatial[d];
    return count;
}

/// Largest error in units of the bound of docs/numerics.md, or infinity when the kernel did not run.
double error_over_bound(const ConvTransposeDesc& desc, const char* kernel_name, convt::Context& context) {
    constexpr double kNone = std::numeric_limits<double>::infinity();
    std::mt19937 random(7);
    const auto inputs = random_values(desc.dtype, elements(desc, desc.in_channels, desc.in_spatial), random);
    const auto weights = random_values(
        desc.dtype, elements(desc, desc.out_channels * desc.in_channels / desc.groups, desc.kernel_size),
        random);
    const auto bias = random_values(convt::reference::summed_type(desc.dtype), desc.out_channels, random);
    // Outputs of NaN, until they are written.
    ElementVector outputs(desc.dtype,
                          static_cast<std::size_t>(elements(desc, desc.out_channels, desc.out_spatial)));
    for (std::size_t i = 0; i < outputs.size(); ++i) outputs.set(i, std::numeric_limits<double>::quiet_NaN());
    convt::PlanOptions options;
    options.kernel_name = kernel_name;
    const auto plan = convt::Plan::create(desc, options);
    if (!plan.ok() || std::strcmp(plan->kernel_name(), kernel_name) != 0) return kNone;
    const auto packed = plan->pack(weights.data());
    if (!packed.ok()) return kNone;
    if (!plan->run(inputs.data(), *packed, bias.data(), outputs.data(), context).ok()) return kNone;
    const auto exact = convt::reference::conv_transpose(desc, inputs.data(), weights.data(), bias.data());
    double largest = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        largest =
            std::max(largest, convt::reference::error_bound(desc, exact.magnitudes[i], exact.products[i]));
    }
    const bool fast = plan->algorithm() == convt::Algorithm::winograd;
    double worst = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const double sums = fast
                                ? convt::reference::kFastFactor * largest
                                : convt::reference::error_bound(desc, exact.magnitudes[i], exact.products[i]);
        const double bound =
            convt::reference::stored_bound(desc.dtype, static_cast<double>(exact.values[i]), sums);
        const auto error = static_cast<double>(std::fabs(outputs[i] - exact.values[i]));
        if (!(error <= bound)) worst = std::max(worst, std::isnan(error) ? kNone : error / bound);
    }
    return worst;
}

bool runs_here(const convt::detail::KernelInfo& kernel) {
    return convt::detail::cpu_runs(kernel.isa) && convt::detail::within(kernel.isa, convt::detect_isa());
}

}  // namespace

int main() {
    auto context = convt::Context::create({2});
    if (!context.ok()) return 1;
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    for (const convt::detail::KernelInfo& kernel : convt::detail::kernel_table()) {
        if (!runs_here(kernel)) {
            ++skipped;
            continue;
        }
        if (convt::detail::is_dot(kernel)) {
            const int wrong = convt::smoke::wrong_quantized_outputs(kernel, *context);
            (wrong == 0 ? passed : failed) += 1;
            if (wrong != 0) std::printf("%s: %d outputs are wrong\n", kernel.name, wrong);
            continue;
        }
        std::vector<ConvTransposeDesc> problems = problems_for(kernel, kernel.dtype);
        if (convt::detail::is_reference(kernel)) {
            const auto doubles = problems_for(kernel, convt::DType::float64);
            problems.insert(problems.end(), doubles.begin(), doubles.end());
        }
        if (kernel.dtype == convt::DType::float32) {
            for (const convt::DType dtype : {convt::DType::float16, convt::DType::bfloat16}) {
                ConvTransposeDesc stored = problems.front();
                stored.dtype = dtype;
                problems.push_back(stored);
            }
        }
        for (const ConvTransposeDesc& desc : problems) {
            const double error = error_over_bound(desc, kernel.name, *context);
            if (error == 0) {
                ++passed;
            } else {
                ++failed;
                std::printf("%s: kernel %d, stride %d: error is %g times the bound\n", kernel.name,
                            static_cast<int>(desc.kernel_size[0]), static_cast<int>(desc.strides[0]), error);
            }
        }
    }
    std::printf("%d problems passed, %d failed; %d kernels are for other CPUs\n", passed, failed, skipped);
    return failed == 0 && passed > 0 ? 0 : 1;
}
