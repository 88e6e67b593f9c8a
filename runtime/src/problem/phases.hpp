#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace convt::detail {

/// One spatial dimension of a problem. All values are checked to fit.
struct Axis {
    std::int32_t in = 1;
    std::int32_t kernel = 1;
    std::int32_t stride = 1;
    std::int32_t dilation = 1;
    std::int32_t crop_left = 0;
    std::int32_t out = 1;
};

/// The outputs o = residue + q * stride, 0 <= q < outputs, of one axis, and the taps that reach them: tap j,
/// 0 <= j < taps, is kernel position first_tap + j * tap_step and reads input first_input + q - j *
/// input_step (nothing, where that is outside the input).
///
/// Output o meets kernel position k where o + crop_left - k * dilation is a multiple of the stride. Solutions
/// k repeat every stride / gcd(stride, dilation); phases that no k solves have no taps.
struct Phase {
    std::int32_t residue = 0;
    std::int32_t outputs = 0;
    std::int32_t taps = 0;
    std::int32_t first_tap = 0;
    std::int32_t tap_step = 1;
    std::int32_t first_input = 0;
    std::int32_t input_step = 0;
};

[[nodiscard]] Phase phase_of(const Axis& axis, std::int32_t residue) noexcept;

/// Calls visit(phase) for each residue that has outputs, in their order. Without dilation neighbours follow
/// from each other, so that a plan of a large stride divides a few times and not a thousand.
template <class Visit>
void for_each_phase(const Axis& axis, Visit&& visit) {
    const std::int32_t count = std::min(axis.stride, axis.out);
    if (axis.dilation != 1) {
        for (std::int32_t r = 0; r < count; ++r) visit(phase_of(axis, r));
        return;
    }
    // Copies: what visit() writes might be the axis, and each division would be made again.
    const std::int32_t stride = axis.stride;
    const std::int32_t outputs = axis.out / stride, longer = axis.out % stride;
    const std::int32_t taps = axis.kernel / stride, with_more_taps = axis.kernel % stride;
    Phase next;
    next.tap_step = stride;
    next.input_step = 1;
    next.first_tap = axis.crop_left % stride;
    next.first_input = axis.crop_left / stride;
    for (; next.residue < count; ++next.residue) {
        Phase phase = next;
        phase.outputs = outputs + (next.residue < longer ? 1 : 0);
        phase.taps = taps + (next.first_tap < with_more_taps ? 1 : 0);
        if (phase.taps == 0) phase.first_tap = phase.first_input = 0;
        visit(phase);
        if (++next.first_tap < stride) continue;
        next.first_tap = 0;
        ++next.first_input;
    }
}

/// Those phases in one list.
[[nodiscard]] std::vector<Phase> phases_of(const Axis& axis);

/// True when every phase has the same number of taps, which meet neighbouring inputs, and of outputs.
[[nodiscard]] bool phases_alike(const Axis& axis) noexcept;

/// Half-open range of integers; empty when end <= begin.
struct Range {
    std::int32_t begin = 0;
    std::int32_t end = 0;
    [[nodiscard]] std::int32_t size() const noexcept { return end > begin ? end - begin : 0; }
};

/// Taps that meet an input for at least one q of a range.
[[nodiscard]] Range useful_taps(const Phase& phase, std::int32_t in, Range q) noexcept;

/// The q of a phase whose outputs some input reaches, where taps meet neighbouring inputs or there is one.
[[nodiscard]] Range reached_outputs(const Phase& phase, std::int32_t in) noexcept;

/// The part of a range of q, from its beginning on, over which the same taps meet inputs at every q.
[[nodiscard]] Range same_taps(const Phase& phase, std::int32_t in, Range q) noexcept;

/// What an axis falls into where no region may have taps that miss their inputs.
struct Cuts {
    std::int64_t regions = 0;   ///< of all phases together
    std::int64_t edges = 0;     ///< outputs outside of their phase's longest region
    std::int64_t taps = 0;      ///< that meet inputs, of all regions together
    std::int64_t products = 0;  ///< the same, of all outputs
};
[[nodiscard]] Cuts cuts_of(const Axis& axis) noexcept;

/// Inputs that the useful taps of a range of q touch. May reach beyond [0, in): those inputs count as zero.
[[nodiscard]] Range touched_inputs(const Phase& phase, Range taps, Range q) noexcept;

/// Largest q range of any phase: ceil(out / stride).
[[nodiscard]] std::int32_t longest_phase(const Axis& axis) noexcept;

/// Inputs beyond the block's own number of q that its window can span, over all phases of the axis.
[[nodiscard]] std::int32_t window_spread(const Axis& axis) noexcept;

/// Products of one output position and input position summed over the axis: Σ over o of #{(i, k)}.
[[nodiscard]] std::int64_t useful_products(const Axis& axis) noexcept;

}  // namespace convt::detail
