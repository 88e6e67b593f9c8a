#include "problem/problem.hpp"

#include <climits>

#include "problem/layout.hpp"

namespace convt::detail {
namespace {

/// Widest folded channel range of a channels_first problem: its outputs are turned block by block, all folded
/// channels at once.
constexpr std::int32_t kWidestTurnedFold = 64;

std::int32_t narrow(std::int64_t value) noexcept {
    return static_cast<std::int32_t>(value);
}

/// Widest folded channel range that a task takes in one piece.
constexpr std::int32_t kWidestFold = 16384;

/// Every phase has the same number of taps and meets the same inputs: output i * stride + r is what a
/// convolution of stride 1 with the kernel's positions r, r + stride, … gives at i.
bool phases_align(const Axis& axis) noexcept {
    return axis.stride > 1 && axis.crop_left % axis.stride == 0 && phases_alike(axis);
}

bool folds(const Problem& problem, const KernelInfo& kernel) noexcept {
    if (problem.depthwise || problem.groups != 1 || !phases_align(problem.axis[0])) return false;
    const std::int64_t folded = std::int64_t{problem.out_channels} * problem.axis[0].stride;
    if (kernel.algo == Algo::rows)
        return problem.axis[0].stride == kernel.tile_outputs && folded <= kWidestFold;
    if (problem.channels_last) return problem.output_stride[0] == problem.out_channels && folded <= INT32_MAX;
    // A single channel's phases are neighbouring pixels. Other outputs are turned with all folded channels at
    // once, which planar kernels do not do.
    if (problem.out_channels == 1) return folded <= kWidestFold;
    return folded <= kWidestTurnedFold && kernel.algo != Algo::planar;
}

void fold_phases(Problem& problem) noexcept {
    Axis& x = problem.axis[0];
    problem.fold = x.stride;
    if (problem.out_channels == 1) problem.output_channel_stride = problem.output_stride[0];
    problem.out_channels *= x.stride;
    problem.output_stride[0] *= x.stride;
    x.out /= x.stride;
    x.kernel /= x.stride;
    x.crop_left /= x.stride;
    x.stride = 1;
    problem.spread[0] = window_spread(x);
    problem.cuts[0] = cuts_of(x);
}

}  // namespace

bool Problem::empty() const noexcept {
    return batch == 0 || out_channels == 0 || axis[0].out == 0 || axis[1].out == 0 || axis[2].out == 0;
}

Problem make_problem(const ConvTransposeDesc& desc) noexcept {
    Problem problem;
    problem.rank = desc.rank;
    problem.batch = desc.batch;
    problem.groups = narrow(desc.groups);
    problem.in_channels = narrow(desc.in_channels / desc.groups);
    problem.out_channels = narrow(desc.out_channels / desc.groups);
    problem.channels_last = desc.data_format == DataFormat::channels_last;
    const TensorStrides in = input_strides(desc);
    const TensorStrides out = output_strides(desc);
    problem.input_batch_stride = in.batch;
    problem.output_batch_stride = out.batch;
    problem.input_channel_stride = narrow(in.channels);
    problem.output_channel_stride = narrow(out.channels);
    for (int d = 0; d < desc.rank; ++d) {
        const auto from = static_cast<std::size_t>(desc.rank - 1 - d);
        const auto to = static_cast<std::size_t>(d);
        problem.axis[to] = {narrow(desc.in_spatial[from]), narrow(desc.kernel_size[from]),
                            narrow(desc.strides[from]),    narrow(desc.dilation_rate[from]),
                            narrow(desc.crop_left[from]),  narrow(desc.out_spatial[from])};
        problem.input_stride[to] = narrow(in.spatial[from]);
        problem.output_stride[to] = narrow(out.spatial[from]);
    }
    for (std::size_t d = 0; d < 3; ++d) {
        problem.spread[d] = window_spread(problem.axis[d]);
        problem.cuts[d] = cuts_of(problem.axis[d]);
    }
    return problem;
}

Problem adapt(const Problem& problem, const KernelInfo& kernel) noexcept {
    Problem adapted = problem;
    if (is_depthwise(kernel) && problem.in_channels == 1 && problem.out_channels == 1) {
        adapted.depthwise = true;
        adapted.out_channels = problem.groups;
        adapted.groups = 1;
    }
    const bool in_regions = kernel.algo == Algo::direct || kernel.algo == Algo::planar ||
                            kernel.algo == Algo::rows || kernel.algo == Algo::depthwise;
    if (in_regions && folds(adapted, kernel)) {
        fold_phases(adapted);
        adapted.phases_inner = kernel.algo == Algo::rows;
    }
    return adapted;
}

}  // namespace convt::detail
