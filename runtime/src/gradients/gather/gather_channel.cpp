#include <algorithm>
#include <cstring>

#include "base/elements.hpp"
#include "base/unaligned.hpp"
#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {
namespace {

/// Every `stride`-th element; the strides that are usual are known to the compiler.
template <class T>
void copy_every(const T* from, std::int64_t stride, T* to, std::int64_t count) noexcept {
    const auto copy = [&](std::int64_t step) {
        for (std::int64_t j = 0; j < count; ++j) to[j] = load(from + j * step);
    };
    if (stride == 1) {
        std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
    } else if (stride == 2) {
        copy(2);
    } else {
        copy(stride);
    }
}

/// One phase of a channel of an image.
template <class T>
class PhasePlane {
public:
    PhasePlane(const PhaseGather& gather, const Triple& first, const Triple& phase) noexcept
        : g_(gather),
          first_(first),
          phase_(phase),
          there_(gather.reached(first[2], phase[2], phase[2])),
          x_(gather.output_of(2, first[2] + there_.begin, phase[2]) * gather.from.spatial[2]) {}

    /// @param plane null for zeros
    void copy(const T* plane, T* to) const noexcept {
        const std::int64_t columns = g_.positions[2];
        if (plane == nullptr || there_.begin == there_.end) {
            std::fill_n(to, g_.rows() * columns, T{});
            return;
        }
        for (std::int64_t z = 0; z < g_.positions[0]; ++z) {
            for (std::int64_t y = 0; y < g_.positions[1]; ++y, to += columns) {
                copy_row(plane, g_.row_of({first_[0] + z, first_[1] + y, 0}, phase_), to);
            }
        }
    }

private:
    void copy_row(const T* plane, std::int64_t offset, T* to) const noexcept {
        const std::int64_t columns = g_.positions[2];
        if (offset < 0) {
            std::fill_n(to, columns, T{});
            return;
        }
        for (std::int64_t j = 0; j < there_.begin; ++j) to[j] = T{};
        copy_every(plane + offset + x_, g_.axes[2].stride * g_.from.spatial[2], to + there_.begin,
                   there_.end - there_.begin);
        for (std::int64_t j = there_.end; j < columns; ++j) to[j] = T{};
    }

    const PhaseGather& g_;
    Triple first_, phase_;
    PositionSpan there_;
    std::int64_t x_;
};

}  // namespace

template <class T>
void gather_channel(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t images,
                    std::int64_t channel, T* to) noexcept {
    const Triple phases = gather.split.phases();
    const std::int64_t first =
        channel / gather.channels * gather.phase_channels() + channel % gather.channels;
    for (std::int64_t n = 0; n < images; ++n) {
        const T* plane = n < source.count
                             ? source.images + n * gather.from.batch + channel * gather.from.channels
                             : nullptr;
        for (std::int64_t p = 0; p < product(phases); ++p) {
            const PhasePlane<T> of_phase(gather, source.first, indices(p, phases));
            of_phase.copy(plane,
                          to + n * gather.to.batch + (first + p * gather.channels) * gather.to.channels);
        }
    }
}

template void gather_channel(const PhaseGather&, const GatherSource<float>&, std::int64_t, std::int64_t,
                             float*) noexcept;
template void gather_channel(const PhaseGather&, const GatherSource<double>&, std::int64_t, std::int64_t,
                             double*) noexcept;
template void gather_channel(const PhaseGather&, const GatherSource<Half>&, std::int64_t, std::int64_t,
                             Half*) noexcept;

}  // namespace convt::detail
