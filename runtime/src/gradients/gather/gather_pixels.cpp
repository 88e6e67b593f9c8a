#include <algorithm>

#include "base/elements.hpp"
#include "blocks/copy_pixels.hpp"
#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {
namespace {

template <class T>
class PixelRow {
public:
    PixelRow(const PhaseGather& gather, std::int64_t first, T* row) noexcept
        : g_(gather), first_(first), row_(row) {}

    /// Outputs of all phases along x from one row of outputs, which is null for zeros.
    void copy(const T* outputs, std::int64_t channel) const noexcept {
        const std::int64_t phases = g_.split.axis[2].phases;
        const PositionSpan together = is_one_run() ? g_.reached(first_, 0, phases - 1) : PositionSpan{0, 0};
        for (std::int64_t p = 0; p < phases; ++p) {
            copy_phase(outputs, p, channel + p * g_.channels, {0, together.begin});
            copy_phase(outputs, p, channel + p * g_.channels, {together.end, g_.positions[2]});
        }
        if (outputs == nullptr) return clear(channel, phases * g_.channels, together);
        copy_run(outputs, 0, channel, phases * g_.channels, together);
    }

private:
    /// Whether the outputs of all phases along x are one run of memory for each input.
    bool is_one_run() const noexcept {
        return g_.groups == 1 && g_.axes[2].dilation == 1 && g_.from.spatial[2] == g_.channels;
    }

    void copy_phase(const T* outputs, std::int64_t phase, std::int64_t channel,
                    PositionSpan span) const noexcept {
        if (span.begin >= span.end) return;
        const PositionSpan there = g_.reached(first_, phase, phase);
        const std::int64_t begin = std::clamp(there.begin, span.begin, span.end);
        const std::int64_t end = outputs == nullptr ? begin : std::clamp(there.end, begin, span.end);
        for (std::int64_t g = 0; g < g_.groups; ++g) {
            const std::int64_t to = g * g_.phase_channels() + channel;
            clear(to, g_.channels, {span.begin, begin});
            if (begin < end) copy_run(outputs + g * g_.channels, phase, to, g_.channels, {begin, end});
            clear(to, g_.channels, {end, span.end});
        }
    }

    void clear(std::int64_t channel, std::int64_t channels, PositionSpan span) const noexcept {
        for (std::int64_t j = span.begin; j < span.end; ++j) {
            std::fill_n(row_ + j * g_.to.spatial[2] + channel, channels, T{});
        }
    }

    void copy_run(const T* from, std::int64_t phase, std::int64_t channel, std::int64_t channels,
                  PositionSpan span) const noexcept {
        if (span.begin >= span.end) return;
        const std::int64_t pitch = g_.from.spatial[2];
        copy_pixels(from + g_.output_of(2, first_ + span.begin, phase) * pitch, g_.axes[2].stride * pitch,
                    row_ + span.begin * g_.to.spatial[2] + channel, g_.to.spatial[2],
                    static_cast<std::int32_t>(channels), static_cast<std::int32_t>(span.end - span.begin));
    }

    const PhaseGather& g_;
    std::int64_t first_;
    T* row_;
};

}  // namespace

template <class T>
void gather_pixels(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t row,
                   T* to) noexcept {
    const std::int64_t image = row / gather.rows();
    const std::int64_t z = row % gather.rows() / gather.positions[1], y = row % gather.positions[1];
    const Triple input{source.first[0] + z, source.first[1] + y, 0};
    const PixelRow<T> pixels(
        gather, source.first[2],
        to + image * gather.to.batch + z * gather.to.spatial[0] + y * gather.to.spatial[1]);
    const Triple phases = gather.split.phases();
    for (std::int64_t p = 0; p < phases[0] * phases[1]; ++p) {
        const std::int64_t offset = gather.row_of(input, {p / phases[1], p % phases[1], 0});
        const bool there = image < source.count && offset >= 0;
        pixels.copy(there ? source.images + image * gather.from.batch + offset : nullptr,
                    p * phases[2] * gather.channels);
    }
}

template void gather_pixels(const PhaseGather&, const GatherSource<float>&, std::int64_t, float*) noexcept;
template void gather_pixels(const PhaseGather&, const GatherSource<double>&, std::int64_t, double*) noexcept;
template void gather_pixels(const PhaseGather&, const GatherSource<Half>&, std::int64_t, Half*) noexcept;

}  // namespace convt::detail
