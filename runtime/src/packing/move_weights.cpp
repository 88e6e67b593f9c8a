#include "packing/move_weights.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/half.hpp"
#include "base/unaligned.hpp"
#include "blocks/convert.hpp"

namespace convt::detail {
namespace {

/// Fewest lanes and channels or taps that transposing in registers pays for.
constexpr std::int64_t kFewestTransposed = 8;
/// Input channels that are transposed together: the lines that they fill stay in L1 until they are full.
constexpr std::int64_t kChannelsTogether = 64;
/// Channels whose elements are moved one by one together.
constexpr std::int64_t kMovedTogether = 16;

template <class Stored, class Summed>
void transpose_tap(const BlockFunctions& functions, const WeightSource<Stored>& s, Summed* to,
                   std::int64_t pitch) noexcept {
    for (std::int64_t first = 0, count = 0; first < s.channels; first += count) {
        // The last transpose takes a few more: so few would be moved one by one.
        const std::int64_t left = s.channels - first;
        count = left < kChannelsTogether + kFewestTransposed ? left : kChannelsTogether;
        move_transposed(functions, s.from + first, static_cast<std::int32_t>(s.lane_stride),
                        to + first * pitch, static_cast<std::int32_t>(pitch), s.lanes,
                        static_cast<std::int32_t>(count));
    }
}

/// A row of weights. Few in a row and many rows: a copy takes no call for each.
template <class Stored, class Summed>
void move_row(const BlockFunctions& functions, const Stored* from, Summed* to, std::int32_t lanes) noexcept {
    if constexpr (std::is_same_v<Stored, Summed>) {
        std::memcpy(to, from, static_cast<std::size_t>(lanes) * sizeof(Summed));
    } else {
        move_rows(functions, from, 0, to, 0, lanes, 1);
    }
}

template <class Stored, class Summed>
void move_each(const BlockFunctions& functions, const WeightSource<Stored>& s, Summed* to,
               std::int64_t pitch) noexcept {
    for (std::int64_t first = 0; first < s.channels; first += kMovedTogether) {
        const std::int64_t end = std::min(first + kMovedTogether, s.channels);
        for (std::int64_t lane = 0; lane < s.lanes; ++lane) {
            const Stored* from = s.from + lane * s.lane_stride;
            for (std::int64_t c = first; c < end; ++c) {
                to[c * pitch + lane] = summed(load(from + c * s.channel_stride), functions.dtype);
            }
        }
    }
}

}  // namespace

template <class Stored, class Summed>
void move_tap(const BlockFunctions& functions, const WeightSource<Stored>& s, Summed* to,
              std::int64_t pitch) noexcept {
    if (s.lane_stride == 1) {
        for (std::int64_t c = 0; c < s.channels; ++c) {
            move_row(functions, s.from + c * s.channel_stride, to + c * pitch, s.lanes);
        }
        return;
    }
    const bool within = s.lane_stride <= INT32_MAX && s.lane_stride > 0;
    if (s.channel_stride == 1 && s.lanes >= kFewestTransposed && s.channels >= kFewestTransposed && within) {
        transpose_tap(functions, s, to, pitch);
        return;
    }
    move_each(functions, s, to, pitch);
}

template <class Stored, class Summed>
void gather_taps(const BlockFunctions& functions, const WeightSource<Stored>& s, std::int64_t taps,
                 Summed* to, std::int64_t tap_pitch, std::int64_t pitch) noexcept {
    const bool within = s.lane_stride <= INT32_MAX && s.lane_stride > 0;
    if (s.lanes >= kFewestTransposed && taps >= kFewestTransposed && within) {
        for (std::int64_t c = 0; c < s.channels; ++c) {
            move_transposed(functions, s.from + c * s.channel_stride,
                            static_cast<std::int32_t>(s.lane_stride), to + c * pitch,
                            static_cast<std::int32_t>(tap_pitch), s.lanes, static_cast<std::int32_t>(taps));
        }
        return;
    }
    for (std::int64_t c = 0; c < s.channels; ++c) {
        for (std::int64_t lane = 0; lane < s.lanes; ++lane) {
            const Stored* from = s.from + c * s.channel_stride + lane * s.lane_stride;
            for (std::int64_t tap = 0; tap < taps; ++tap) {
                to[tap * tap_pitch + c * pitch + lane] = summed(load(from + tap), functions.dtype);
            }
        }
    }
}

#define CONVT_MOVES(Stored, Summed)                                                                      \
    template void move_tap(const BlockFunctions&, const WeightSource<Stored>&, Summed*,                  \
                           std::int64_t) noexcept;                                                       \
    template void gather_taps(const BlockFunctions&, const WeightSource<Stored>&, std::int64_t, Summed*, \
                              std::int64_t, std::int64_t) noexcept
CONVT_MOVES(float, float);
CONVT_MOVES(double, double);
CONVT_MOVES(Half, float);
#undef CONVT_MOVES

}  // namespace convt::detail
