#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/rounding.hpp"
#include "planning/registry.hpp"

namespace convt::detail {

/// Weights of lanes and input channels in a caller's kernel.
template <class Stored>
struct WeightSource {
    const Stored* from;  ///< of the first lane and channel; needs no alignment
    std::int64_t lane_stride, channel_stride;
    std::int32_t lanes;
    std::int64_t channels;
};

/// to[channel * pitch + lane] = the source's weight of that lane and channel.
template <class Stored, class Summed>
void move_tap(const BlockFunctions& functions, const WeightSource<Stored>& source, Summed* to,
              std::int64_t pitch) noexcept;

/// to[tap * tap_pitch + channel * pitch + lane] for a kernel whose taps lie side by side. Fast where
/// tap_pitch is an odd number of cache lines: then lines of all taps stay in L1 until they are full.
template <class Stored, class Summed>
void gather_taps(const BlockFunctions& functions, const WeightSource<Stored>& source, std::int64_t taps,
                 Summed* to, std::int64_t tap_pitch, std::int64_t pitch) noexcept;

/// One tap of some input channels, gathered: rows[channel * pitch + lane].
template <class Summed>
struct TapStage {
    std::int64_t tap;
    std::int64_t channel, channels;  ///< the first of the source's, and how many
    const Summed* rows;
    std::int64_t pitch;
};

/// Taps and input channels that are gathered together, at most; the last gather of taps may have as many more
/// as a transpose takes at least.
inline constexpr std::int64_t kTapsTogether = 32, kMoreTaps = 8;
inline constexpr std::int64_t kTapStageChannels = 8;

/// Scratch memory of visit_taps, for packed elements of so many bytes.
[[nodiscard]] constexpr std::size_t tap_workspace_bytes(std::int64_t lanes, std::int64_t bytes) noexcept {
    return static_cast<std::size_t>((kTapsTogether + kMoreTaps) *
                                    odd_lines(kTapStageChannels * lanes, bytes) * bytes);
}

/// Gathers the taps of a kernel whose taps lie side by side and calls visit(TapStage) for each of them: they
/// go to places that often lie apart by powers of two, where lines of all taps would not stay in L1.
/// @param workspace tap_workspace_bytes() of scratch
template <class Stored, class Summed, class Visit>
void visit_taps(const BlockFunctions& functions, const WeightSource<Stored>& source, std::int64_t taps,
                Summed* workspace, const Visit& visit) noexcept {
    const std::int64_t stage_pitch = odd_lines(kTapStageChannels * source.lanes, sizeof(Summed));
    for (std::int64_t tap = 0, count = 0; tap < taps; tap += count) {
        count = taps - tap < kTapsTogether + kMoreTaps ? taps - tap : kTapsTogether;
        for (std::int64_t first = 0; first < source.channels; first += kTapStageChannels) {
            WeightSource<Stored> some = source;
            some.from += first * source.channel_stride + tap;
            some.channels = std::min(kTapStageChannels, source.channels - first);
            gather_taps(functions, some, count, workspace, stage_pitch, source.lanes);
            for (std::int64_t t = 0; t < count; ++t) {
                visit(TapStage<Summed>{tap + t, first, some.channels, workspace + t * stage_pitch,
                                       source.lanes});
            }
        }
    }
}

}  // namespace convt::detail
