#include "problem/phases.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace convt::detail {
namespace {

/// Quotient rounded towards minus infinity; b > 0. By 1, the usual case, without a division.
std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    if (b == 1) return a;
    return a / b - (a % b != 0 && a < 0 ? 1 : 0);
}

/// Inverse of a modulo m, which share no factor; 0 <= a, 1 <= m.
std::int64_t inverse(std::int64_t a, std::int64_t m) noexcept {
    std::int64_t rest = m;
    std::int64_t x = 0;
    std::int64_t next_x = 1;
    while (a != 0) {
        const std::int64_t quotient = rest / a;
        rest = std::exchange(a, rest - quotient * a);
        x = std::exchange(next_x, x - quotient * next_x);
    }
    return x < 0 ? x + m : x;
}

/// Smallest kernel position whose taps land on output residue `wanted` modulo the stride, or -1.
std::int64_t first_solution(const Axis& axis, std::int64_t wanted) noexcept {
    if (axis.dilation == 1) return wanted;  // the usual case
    const std::int64_t common = std::gcd(axis.stride, axis.dilation);
    if (wanted % common != 0) return -1;
    const std::int64_t period = axis.stride / common;
    return wanted / common % period * inverse(axis.dilation / common % period, period) % period;
}

Cuts cuts_of(const Phase& phase, std::int32_t in) noexcept {
    Cuts cuts;
    std::int32_t longest = 0;
    for (Range q = same_taps(phase, in, {0, phase.outputs}); q.size() > 0;
         q = same_taps(phase, in, {q.end, phase.outputs})) {
        ++cuts.regions;
        longest = std::max(longest, q.size());
        const std::int64_t taps = useful_taps(phase, in, q).size();
        cuts.taps += taps;
        cuts.products += taps * q.size();
    }
    cuts.edges = phase.outputs - longest;
    return cuts;
}

}  // namespace

Phase phase_of(const Axis& axis, std::int32_t residue) noexcept {
    Phase phase;
    phase.residue = residue;
    if (residue < axis.out) {
        phase.outputs = (axis.out - residue - 1) / axis.stride + 1;
    }
    const std::int32_t common = axis.dilation == 1 ? 1 : std::gcd(axis.stride, axis.dilation);
    phase.tap_step = axis.stride / common;
    phase.input_step = axis.dilation / common;
    const std::int64_t position = std::int64_t{residue} + axis.crop_left;
    const std::int64_t limit = std::min(phase.tap_step, axis.kernel);
    const std::int64_t first = first_solution(axis, position % axis.stride);
    if (first < 0 || first >= limit) return phase;
    phase.first_tap = static_cast<std::int32_t>(first);
    phase.taps = (axis.kernel - 1 - phase.first_tap) / phase.tap_step + 1;
    phase.first_input = static_cast<std::int32_t>((position - first * axis.dilation) / axis.stride);
    return phase;
}

std::vector<Phase> phases_of(const Axis& axis) {
    std::vector<Phase> phases;
    phases.reserve(static_cast<std::size_t>(std::min(axis.stride, axis.out)));
    for_each_phase(axis, [&](const Phase& phase) { phases.push_back(phase); });
    return phases;
}

bool phases_alike(const Axis& axis) noexcept {
    return axis.dilation == 1 && axis.kernel % axis.stride == 0 && axis.out % axis.stride == 0;
}

Range useful_taps(const Phase& phase, std::int32_t in, Range q) noexcept {
    if (phase.taps == 0 || q.size() == 0 || in == 0) return {};
    const std::int64_t step = phase.input_step;
    const std::int64_t last = floor_div(std::int64_t{phase.first_input} + q.end - 1, step);
    const std::int64_t before = floor_div(std::int64_t{phase.first_input} + q.begin - in, step);
    Range taps;
    taps.begin = static_cast<std::int32_t>(std::clamp<std::int64_t>(before + 1, 0, phase.taps));
    taps.end = static_cast<std::int32_t>(std::clamp<std::int64_t>(last + 1, taps.begin, phase.taps));
    return taps;
}

Range reached_outputs(const Phase& phase, std::int32_t in) noexcept {
    if (phase.taps == 0 || in == 0) return {};
    return {std::max(0, -phase.first_input),
            std::min(phase.outputs, in - phase.first_input + phase.taps - 1)};
}

Range same_taps(const Phase& phase, std::int32_t in, Range q) noexcept {
    if (phase.taps == 0 || q.size() == 0 || in == 0) return q;
    const Range taps = useful_taps(phase, in, {q.begin, q.begin + 1});
    // The next tap meets its first input, the first one has met its last.
    const std::int64_t joins = std::int64_t{taps.end} * phase.input_step - phase.first_input;
    const std::int64_t leaves = std::int64_t{taps.begin} * phase.input_step - phase.first_input + in;
    std::int64_t end = q.end;
    if (taps.end < phase.taps) end = std::min(end, joins);
    if (taps.begin < phase.taps) end = std::min(end, leaves);
    return {q.begin, static_cast<std::int32_t>(end)};
}

Cuts cuts_of(const Axis& axis) noexcept {
    Cuts cuts;
    Phase before;
    Cuts own;  // of the phase before, and often of the next
    for_each_phase(axis, [&](const Phase& phase) {
        const bool alike = phase.taps == before.taps && phase.outputs == before.outputs &&
                           phase.first_input == before.first_input;
        if (!alike) own = cuts_of(phase, axis.in);
        before = phase;
        cuts.regions += own.regions;
        cuts.edges += own.edges;
        cuts.taps += own.taps;
        cuts.products += own.products;
    });
    return cuts;
}

Range touched_inputs(const Phase& phase, Range taps, Range q) noexcept {
    if (taps.size() == 0 || q.size() == 0) return {};
    return {phase.first_input + q.begin - (taps.end - 1) * phase.input_step,
            phase.first_input + q.end - taps.begin * phase.input_step};
}

std::int32_t longest_phase(const Axis& axis) noexcept {
    return axis.out == 0 ? 0 : (axis.out - 1) / axis.stride + 1;
}

std::int32_t window_spread(const Axis& axis) noexcept {
    std::int32_t low = 0;
    std::int32_t high = 0;
    bool any = false;
    for_each_phase(axis, [&](const Phase& phase) {
        if (phase.taps == 0) return;
        const std::int32_t first = phase.first_input - (phase.taps - 1) * phase.input_step;
        low = any ? std::min(low, first) : first;
        high = any ? std::max(high, phase.first_input) : phase.first_input;
        any = true;
    });
    return high - low;
}

std::int64_t useful_products(const Axis& axis) noexcept {
    return cuts_of(axis).products;
}

}  // namespace convt::detail
