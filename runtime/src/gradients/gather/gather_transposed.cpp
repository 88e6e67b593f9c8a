#include <algorithm>
#include <cstdint>

#include "blocks/transpose.hpp"
#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {
namespace {

/// One phase of a row of some channels, from pixels to planes.
template <class T>
void transpose_row(const PhaseGather& gather, const BlockFunctions& functions, const T* outputs,
                   std::int64_t first, std::int64_t phase, std::int64_t channels, T* to) noexcept {
    const PositionSpan there = outputs == nullptr ? PositionSpan{0, 0} : gather.reached(first, phase, phase);
    for (std::int64_t c = 0; c < channels; ++c) {
        T* row = to + c * gather.to.channels;
        std::fill(row, row + there.begin, T{});
        std::fill(row + there.end, row + gather.positions[2], T{});
    }
    if (there.begin == there.end) return;
    const std::int64_t pixel = gather.from.spatial[2];
    transpose_block(functions, outputs + gather.output_of(2, first + there.begin, phase) * pixel,
                    static_cast<std::int32_t>(gather.axes[2].stride * pixel), to + there.begin,
                    static_cast<std::int32_t>(gather.to.channels),
                    static_cast<std::int32_t>(there.end - there.begin), static_cast<std::int32_t>(channels));
}

}  // namespace

bool transposes_well(const PhaseGather& gather) noexcept {
    constexpr std::int64_t kFewest = 8;
    const bool within = gather.axes[2].stride * gather.from.spatial[2] <= INT32_MAX;
    return gather.positions[2] >= kFewest && gather.channels >= kFewest && within;
}

template <class T>
void gather_transposed(const PhaseGather& gather, const GatherSource<T>& source, std::int64_t images,
                       std::int64_t part, T* to) noexcept {
    const std::int64_t blocks = divide_up(gather.channels, kTransposedChannels);
    const std::int64_t group = part / blocks, channel = part % blocks * kTransposedChannels;
    const std::int64_t channels = std::min(kTransposedChannels, gather.channels - channel);
    const Triple phases = gather.split.phases();
    const std::int64_t all = product(phases);
    T* const planes = to + (group * gather.phase_channels() + channel) * gather.to.channels;
    for (std::int64_t i = 0; i < images * gather.rows(); ++i) {
        const std::int64_t image = i / gather.rows(), row = i % gather.rows();
        const Triple input{source.first[0] + row / gather.positions[1],
                           source.first[1] + row % gather.positions[1], source.first[2]};
        const T* pixels = source.images + image * gather.from.batch + group * gather.channels + channel;
        T* const row_to = planes + image * gather.to.batch + row * gather.positions[2];
        for (std::int64_t p = 0; p < all; ++p) {
            const Triple phase = indices(p, phases);
            const std::int64_t offset = image < source.count ? gather.row_of(input, phase) : -1;
            transpose_row(gather, *source.functions, offset < 0 ? nullptr : pixels + offset, input[2],
                          phase[2], channels, row_to + p * gather.channels * gather.to.channels);
        }
    }
}

template void gather_transposed(const PhaseGather&, const GatherSource<float>&, std::int64_t, std::int64_t,
                                float*) noexcept;
template void gather_transposed(const PhaseGather&, const GatherSource<double>&, std::int64_t, std::int64_t,
                                double*) noexcept;

}  // namespace convt::detail
