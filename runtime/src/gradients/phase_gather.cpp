#include "gradients/phase_gather.hpp"

#include <algorithm>

#include "base/elements.hpp"
#include "base/rounding.hpp"
#include "base/unaligned.hpp"
#include "blocks/copy_pixels.hpp"

namespace convt::detail {
namespace {

/// Positions of a row, half open.
struct Span {
    std::int64_t begin, end;
};

template <class T>
class RowGather {
public:
    RowGather(const PhaseGather& gather, const Triple& first, T* row) noexcept
        : g_(gather), x_(gather.axes[2]), first_(first[2]), row_(row) {}

    /// Outputs of all phases along x from one row of outputs, which is null for zeros.
    void copy(const T* outputs, std::int64_t channel) const noexcept {
        if (g_.planes) {
            for (std::int64_t p = 0; p < phases(); ++p) planes(outputs, p, channel + p * g_.channels);
            return;
        }
        const Span together = pixels_are_together() ? reached(0, phases() - 1) : Span{0, 0};
        for (std::int64_t p = 0; p < phases(); ++p) {
            pixels(outputs, p, channel + p * g_.channels, {0, together.begin});
            pixels(outputs, p, channel + p * g_.channels, {together.end, g_.positions[2]});
        }
        if (outputs == nullptr) return clear(channel, phases() * g_.channels, together);
        copy_run(outputs, 0, channel, phases() * g_.channels, together);
    }

private:
    std::int64_t phases() const noexcept { return g_.split.axis[2].phases; }

    /// Whether the outputs of all phases along x are one run of memory for each input.
    bool pixels_are_together() const noexcept {
        return g_.groups == 1 && x_.dilation == 1 && g_.from.channels == 1 &&
               g_.from.spatial[2] == g_.channels;
    }

    std::int64_t output_of(std::int64_t position, std::int64_t phase) const noexcept {
        return (first_ + position) * x_.stride + phase * x_.dilation - x_.crop;
    }

    /// Positions at which there are outputs of both phases.
    Span reached(std::int64_t low, std::int64_t high) const noexcept {
        const std::int64_t before = std::max<std::int64_t>(-output_of(0, low), 0);
        const std::int64_t begin = std::min(divide_up(before, x_.stride), g_.positions[2]);
        const std::int64_t room = std::max<std::int64_t>(x_.out - output_of(0, high), 0);
        return {begin, std::max(begin, std::min(divide_up(room, x_.stride), g_.positions[2]))};
    }

    /// One phase with dense channels, for a span of positions.
    void pixels(const T* outputs, std::int64_t phase, std::int64_t channel, Span span) const noexcept {
        if (span.begin >= span.end) return;
        const Span there = reached(phase, phase);
        const std::int64_t begin = std::clamp(there.begin, span.begin, span.end);
        const std::int64_t end = outputs == nullptr ? begin : std::clamp(there.end, begin, span.end);
        for (std::int64_t g = 0; g < g_.groups; ++g) {
            const std::int64_t to = g * g_.phase_channels() + channel;
            clear(to, g_.channels, {span.begin, begin});
            if (begin < end) {
                const T* from = outputs + g * g_.channels * g_.from.channels;
                copy_run(from, phase, to, g_.channels, {begin, end});
            }
            clear(to, g_.channels, {end, span.end});
        }
    }

    void clear(std::int64_t channel, std::int64_t channels, Span span) const noexcept {
        for (std::int64_t j = span.begin; j < span.end; ++j) {
            std::fill_n(row_ + j * g_.to.spatial[2] + channel, channels, T{});
        }
    }

    void copy_run(const T* from, std::int64_t phase, std::int64_t channel, std::int64_t channels,
                  Span span) const noexcept {
        if (span.begin >= span.end) return;
        copy_pixels(from + output_of(span.begin, phase) * g_.from.spatial[2], x_.stride * g_.from.spatial[2],
                    row_ + span.begin * g_.to.spatial[2] + channel, g_.to.spatial[2],
                    static_cast<std::int32_t>(channels), static_cast<std::int32_t>(span.end - span.begin));
    }

    /// One phase with dense rows.
    void planes(const T* outputs, std::int64_t phase, std::int64_t channel) const noexcept {
        const Span there = outputs == nullptr ? Span{0, 0} : reached(phase, phase);
        const std::int64_t step = x_.stride * g_.from.spatial[2];
        for (std::int64_t g = 0; g < g_.groups; ++g) {
            for (std::int64_t c = 0; c < g_.channels; ++c) {
                T* to = row_ + (g * g_.phase_channels() + channel + c) * g_.to.channels;
                std::fill(to, to + there.begin, T{});
                const T* from = outputs;
                if (there.begin < there.end) {
                    from += (g * g_.channels + c) * g_.from.channels +
                            output_of(there.begin, phase) * g_.from.spatial[2];
                }
                for (std::int64_t j = there.begin; j < there.end; ++j, from += step) to[j] = load(from);
                std::fill(to + there.end, to + g_.positions[2], T{});
            }
        }
    }

    const PhaseGather& g_;
    const GradientAxis& x_;
    std::int64_t first_;
    T* row_;
};

}  // namespace

GradientStrides gradient_strides(const TensorStrides& strides, int rank) noexcept {
    GradientStrides of{strides.batch, strides.channels, {}};
    for (int d = 0; d < rank; ++d) {
        of.spatial[static_cast<std::size_t>(3 - rank + d)] = strides.spatial[static_cast<std::size_t>(d)];
    }
    return of;
}

template <class T>
void gather_row(const PhaseGather& gather, const T* image, const Triple& first, std::int64_t row,
                T* to) noexcept {
    const Triple at{row / gather.positions[1], row % gather.positions[1], 0};
    const RowGather<T> gatherer(gather, first, to + at[0] * gather.to.spatial[0] + at[1] * gather.to.spatial[1]);
    const Triple phases = gather.split.phases();
    for (std::int64_t p = 0; p < phases[0] * phases[1]; ++p) {
        const Triple phase{p / phases[1], p % phases[1], 0};
        const T* outputs = image;
        for (std::size_t d = 0; d < 2 && outputs != nullptr; ++d) {
            const GradientAxis& a = gather.axes[d];
            const std::int64_t o = (first[d] + at[d]) * a.stride + phase[d] * a.dilation - a.crop;
            outputs = o >= 0 && o < a.out ? outputs + o * gather.from.spatial[d] : nullptr;
        }
        gatherer.copy(outputs, p * phases[2] * gather.channels);
    }
}

template void gather_row(const PhaseGather&, const float*, const Triple&, std::int64_t, float*) noexcept;
template void gather_row(const PhaseGather&, const double*, const Triple&, std::int64_t, double*) noexcept;
template void gather_row(const PhaseGather&, const Half*, const Triple&, std::int64_t, Half*) noexcept;

}  // namespace convt::detail
