#include "strategies/region/problem_form.hpp"

#include <climits>

#include "strategies/region/forms.hpp"

namespace convt::detail {
namespace {

/// Widest folded channel range of a channels_first problem: its outputs are transposed block by block, all
/// folded channels at once.
constexpr std::int32_t kWidestTransposedFold = 64;

/// Widest folded channel range that a task takes in one piece.
constexpr std::int32_t kWidestFold = 16384;

/// Every phase has the same number of taps and meets the same inputs: output i * stride + r is what a
/// convolution of stride 1 with the kernel's positions r, r + stride, … gives at i.
bool phases_align(const Axis& axis) noexcept {
    return axis.stride > 1 && axis.crop_left % axis.stride == 0 && phases_alike(axis);
}

bool folds(const Problem& problem, const KernelInfo& kernel, const RegionForm& form) noexcept {
    if (form.folding == RegionForm::Folding::none) return false;
    if (problem.depthwise || problem.groups != 1 || !phases_align(problem.axis[0])) return false;
    const std::int64_t folded = std::int64_t{problem.out_channels} * problem.axis[0].stride;
    if (form.folding == RegionForm::Folding::inner)
        return problem.axis[0].stride == kernel.tile_outputs && folded <= kWidestFold;
    if (problem.channels_last) return problem.output_stride[0] == problem.out_channels && folded <= INT32_MAX;
    // A single channel's phases are adjacent pixels. Other outputs are transposed with all folded
    // channels at once.
    if (problem.out_channels == 1) return folded <= kWidestFold;
    return folded <= kWidestTransposedFold && form.transposes(problem);
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

Problem adapt(const Problem& problem, const KernelInfo& kernel) noexcept {
    const RegionForm& form = form_of(kernel);
    Problem adapted = problem;
    if (form.one_input && problem.in_channels == 1 && problem.out_channels == 1) {
        adapted.depthwise = true;
        adapted.out_channels = problem.groups;
        adapted.groups = 1;
    }
    if (folds(adapted, kernel, form)) {
        fold_phases(adapted);
        adapted.phases_inner = form.folding == RegionForm::Folding::inner;
    }
    return adapted;
}

}  // namespace convt::detail
