#include "gradients/inputs/input_gradient.hpp"

#include <algorithm>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "gradients/gather/gather_cost.hpp"

namespace convt::detail {
namespace {

/// Gathered output gradients of a few images stay in L2 and L3 until they are read.
constexpr std::int64_t kGatheredBytes = 4 << 20;

/// Without strides, and where no more is cut off than the kernel reaches, nothing is gathered.
bool reads_in_place(const GradientAxes& axes) noexcept {
    return std::all_of(axes.begin(), axes.end(), [](const GradientAxis& a) {
        return a.stride == 1 && a.crop <= (a.kernel - 1) * a.dilation;
    });
}

ConvTransposeDesc::Strides public_strides(const TensorStrides& strides) noexcept {
    return {strides.batch, strides.spatial, strides.channels};
}

/// The transposed convolution that makes input gradients, of phases or of the output gradients themselves.
ConvTransposeDesc inner_desc(const InputGradientState& state) noexcept {
    const ConvTransposeDesc& given = state.desc;
    ConvTransposeDesc desc;
    desc.rank = given.rank;
    desc.dtype = given.dtype;
    desc.data_format = inputs_format(given);
    desc.batch = state.images;
    desc.groups = given.groups;
    desc.in_channels = given.groups * state.gather.phase_channels();
    desc.out_channels = given.in_channels;
    const std::size_t first = first_axis(given.rank);
    for (std::size_t axis = first; axis < 3; ++axis) {
        const std::size_t i = axis - first;
        const AxisTaps& taps = state.gather.split.axis[axis];
        const std::int64_t reach = (taps.taps - 1) * taps.step;
        desc.in_spatial[i] = state.gathers ? state.gather.positions[axis] : given.out_spatial[i];
        desc.kernel_size[i] = taps.taps;
        desc.dilation_rate[i] = taps.step;
        desc.crop_left[i] = state.gathers ? reach : reach - given.crop_left[i];
        desc.out_spatial[i] = given.in_spatial[i];
    }
    desc.output_strides = public_strides(input_layout(given)->strides);
    desc.input_strides =
        state.gathers ? dense_input_strides(desc, given.data_format) : public_strides(output_strides(given));
    return desc;
}

void set_gather(InputGradientState& state, const TapSplit& split) noexcept {
    const ConvTransposeDesc& desc = state.desc;
    PhaseGather& gather = state.gather;
    gather.axes = gradient_axes(desc);
    gather.split = split;
    gather.groups = desc.groups;
    gather.channels = desc.out_channels / desc.groups;
    gather.from = gradient_strides(output_strides(desc), desc.rank);
    gather.planes = gather.from_planes = desc.data_format == DataFormat::channels_first;
    gather.positions = split.positions({gather.axes[0].in, gather.axes[1].in, gather.axes[2].in});
    const std::int64_t pixels = product(gather.positions);
    const std::int64_t channels = gather.groups * gather.phase_channels();
    const std::int64_t pixel = gather.planes ? 1 : channels;
    const Triple& p = gather.positions;
    gather.to = {pixels * channels, gather.planes ? pixels : 1, {p[1] * p[2] * pixel, p[2] * pixel, pixel}};
}

void set_memory(InputGradientState& state) noexcept {
    const std::int64_t bytes = stored_bytes(state.desc.dtype);
    const WeightOrder weights = state.weights();
    const bool packs = !(weights.arranges_as_keras() && !weights.is_view() && state.plan->packed().as_keras);
    InputGradientMemory& memory = state.memory;
    if (!weights.is_view()) memory.packed = element_lines(weights.elements(), bytes);
    memory.gathered = memory.packed;
    if (packs) memory.gathered += whole_lines(static_cast<std::int64_t>(state.plan->packed().bytes));
    memory.bytes = memory.gathered;
    if (state.gathers) memory.bytes += element_lines(state.images * state.gather.to.batch, bytes);
}

/// Estimated cycles of one core for the copy of the weights, which PyTorch's order makes element by element.
double arrange_cycles(const WeightOrder& weights) noexcept {
    if (weights.is_view()) return 0;
    return (weights.arranges_as_keras() ? 3.0 : 1.0) * static_cast<double>(weights.elements());
}

/// With one split of the taps.
Result<InputGradientState> with_split(const ConvTransposeDesc& desc, const GradientOptions& options,
                                      const TapSplit& split, bool in_place) {
    InputGradientState state{desc, options, nullptr, {}, !in_place, desc.batch, 0, {}};
    set_gather(state, split);
    const std::int64_t elements = state.gather.to.batch;
    if (!in_place) {
        const std::int64_t image = std::max<std::int64_t>(elements * stored_bytes(desc.dtype), 1);
        const std::int64_t most = std::max<std::int64_t>(kGatheredBytes / image, 1);
        state.images = divide_up(desc.batch, divide_up(desc.batch, most));
    }
    auto plan = gradient_plan(inner_desc(state), options, options.algorithm, kernel_table());
    if (!plan.ok()) return plan.status();
    state.plan = std::move(*plan);
    const std::int64_t parts = in_place ? 1 : divide_up(desc.batch, state.images);
    const double packing = state.plan->choice.pack_cycles;
    state.cycles = (state.plan->choice.cycles - packing) * static_cast<double>(parts) + packing;
    if (!in_place) state.cycles += gather_cycles(state.gather, desc) * static_cast<double>(desc.batch);
    state.cycles += arrange_cycles(state.weights());
    set_memory(state);
    return state;
}

}  // namespace

Result<std::shared_ptr<const InputGradientState>> make_input_gradient(const ConvTransposeDesc& desc,
                                                                      const GradientOptions& options) {
    if (Status s = check_gradient_desc(desc); !s.ok()) return s;
    if (Status s = check_gradient_order(options.order); !s.ok()) return s;
    auto best = std::make_shared<InputGradientState>();
    best->desc = desc;
    best->options = options;
    if (!has_inputs(desc) || !has_outputs(desc)) return std::shared_ptr<const InputGradientState>(best);
    const GradientAxes axes = gradient_axes(desc);
    const bool in_place = reads_in_place(axes);
    std::vector<TapSplit> splits = tap_splits(axes);
    if (in_place) splits.resize(1);
    return best_split(std::move(best), splits,
                      [&](const TapSplit& split) { return with_split(desc, options, split, in_place); });
}

}  // namespace convt::detail
