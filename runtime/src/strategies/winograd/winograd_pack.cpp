#include "strategies/winograd/winograd_pack.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "blocks/buffers.hpp"
#include "packing/move_weights.hpp"
#include "packing/pack_part.hpp"
#include "packing/packing_functions.hpp"
#include "strategies/winograd/winograd_plan.hpp"

namespace convt::detail {
namespace {

/// Taps of a piece, of all axes.
std::int64_t taps_of(const WinogradGroup& group) noexcept {
    return std::int64_t{group.axis[0].taps} * group.axis[1].taps * group.axis[2].taps;
}

/// The weights of one channel block and group of the problem, for some of its input channels.
template <class E>
class WinogradPacker {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;
    using Phases = std::array<const Phase*, 3>;

public:
    WinogradPacker(const WinogradPlan& plan, const KernelWeights& weights, std::byte* workspace) noexcept
        : plan_(plan),
          p_(plan.problem()),
          functions_(packing_functions(plan.kernel(), plan.problem().dtype)),
          buffers_(pack_buffers(plan)),
          lanes_(plan.kernel().channel_block),
          strides_(weights.strides),
          kernel_(static_cast<const Stored*>(weights.kernel)),
          cube_(reinterpret_cast<Summed*>(workspace)),
          taps_(cube_ + buffers_.cube_elements) {}

    void pack(std::int64_t group, std::int64_t block, std::int64_t begin, std::int64_t end,
              Summed* packed) noexcept {
        packed += group * plan_.groups().packed_elements;
        visit_channels(group, block, begin, end, [&] {
            for (const WinogradGroup& g : plan_.groups().groups) pack_group(g, packed + g.packed_offset);
        });
    }

    void pack_units(const WinogradUnits& units, Summed* to) noexcept {
        const WinogradGroup& group = units.group;
        const std::int64_t blocks = channel_blocks(p_, plan_.kernel());
        const auto phases_y = static_cast<std::int64_t>(group.axis[1].phases.size());
        for (std::int64_t unit = units.units.begin; unit < units.units.end; ++unit) {
            const std::int64_t row = unit / group.row_units(), yz = row / blocks;
            const Phases phases{phase(group, 0, unit % group.row_units()), phase(group, 1, yz % phases_y),
                                phase(group, 2, yz / phases_y)};
            visit_channels(units.problem_group, row % blocks, 0, p_.in_channels,
                           [&] { pack_unit(group, phases, to); });
            to += group.unit_stride;
        }
    }

private:
    static const Phase* phase(const WinogradGroup& group, std::size_t d, std::int64_t number) noexcept {
        return &group.axis[d].phases[static_cast<std::size_t>(number)];
    }

    /// Calls visit() for as many input channels of a channel block at a time as are transformed together.
    template <class Visit>
    void visit_channels(std::int64_t group, std::int64_t block, std::int64_t begin, std::int64_t end,
                        const Visit& visit) noexcept {
        const std::int64_t channel = std::min<std::int64_t>(block * lanes_, p_.out_channels - lanes_);
        const Stored* from = kernel_ + group * strides_.group + channel * strides_.out_channel;
        block_ = block;
        for (std::int64_t first = begin; first < end; first += buffers_.channels) {
            first_ = first;
            count_ = std::min(buffers_.channels, end - first);
            next_ = std::min(buffers_.channels, end - first - count_);
            from_ = from + first * strides_.in_channel;
            if (reads_all_taps()) {
                gather_taps(functions_, source(from_), p_.taps(), taps_, buffers_.tap_pitch, lanes_);
            }
            visit();
        }
    }

    /// Where the taps of a channel lie side by side, all of them are read at once.
    bool reads_all_taps() const noexcept { return strides_.tap[0] == 1 && buffers_.tap_elements > 0; }
    WeightSource<Stored> source(const Stored* from) const noexcept {
        return {from, strides_.out_channel, strides_.in_channel, lanes_, count_};
    }

    /// [phase z][phase y][channel block][phase x][node][piece z][piece y][piece x][in_channel][lane]
    void pack_group(const WinogradGroup& group, Summed* packed) noexcept {
        const std::int64_t blocks = channel_blocks(p_, plan_.kernel());
        std::int64_t row = block_;
        for (const Phase& z : group.axis[2].phases) {
            for (const Phase& y : group.axis[1].phases) {
                std::int64_t unit = row * group.row_units();
                for (const Phase& x : group.axis[0].phases) {
                    pack_unit(group, {&x, &y, &z}, packed + unit++ * group.unit_stride);
                }
                row += blocks;
            }
        }
    }

    void pack_unit(const WinogradGroup& group, const Phases& phases, Summed* to) noexcept {
        std::array<int, 3> piece{};
        for (piece[2] = 0; piece[2] < group.axis[2].pieces; ++piece[2]) {
            for (piece[1] = 0; piece[1] < group.axis[1].pieces; ++piece[1]) {
                for (piece[0] = 0; piece[0] < group.axis[0].pieces; ++piece[0]) {
                    read_piece(group, phases, piece);
                    transform(group, to + first_ * lanes_);
                    to += std::int64_t{p_.in_channels} * lanes_;
                }
            }
        }
    }

    void transform(const WinogradGroup& group, Summed* to) const noexcept {
        const auto run = static_cast<std::int32_t>(count_ * lanes_);
        const std::array<WinogradAxis, 3>& axis = group.axis;
        const std::int64_t row = std::int64_t{run} * axis[0].taps;
        const StridedBuffer<4> taps(
            cube_, {{run, 1}, {axis[0].taps, run}, {axis[1].taps, row}, {axis[2].taps, row * axis[1].taps}});
        const StridedBuffer<2> nodes(to, {{run, 1}, {group.nodes(), std::int64_t{group.depth} * lanes_}});
        weights_transform(plan_.kernel(), *group.transforms)(taps.get(), nodes.get());
    }

    /// Later taps meet earlier inputs; in a tile's window, taps and inputs run the same way. Taps that a
    /// phase lacks beside others of its set are 0.
    void read_piece(const WinogradGroup& group, const Phases& phases,
                    const std::array<int, 3>& piece) noexcept {
        Summed* to = cube_;
        std::array<int, 3> at{};
        for (at[2] = 0; at[2] < group.axis[2].taps; ++at[2]) {
            for (at[1] = 0; at[1] < group.axis[1].taps; ++at[1]) {
                for (at[0] = 0; at[0] < group.axis[0].taps; ++at[0], to += count_ * lanes_) {
                    std::array<std::int64_t, 3> tap{};
                    bool missing = false;
                    for (std::size_t d = 0; d < 3; ++d) {
                        const WinogradAxis& axis = group.axis[d];
                        const int of_phase = (axis.pieces - piece[d]) * axis.taps - 1 - at[d];
                        missing = missing || of_phase >= phases[d]->taps;
                        tap[d] = phases[d]->first_tap + std::int64_t{of_phase} * phases[d]->tap_step;
                    }
                    if (missing) {
                        std::fill_n(to, count_ * lanes_, Summed{0});
                    } else {
                        read_tap(tap, to);
                    }
                }
            }
        }
    }

    void read_tap(const std::array<std::int64_t, 3>& tap, Summed* to) const noexcept {
        if (reads_all_taps()) {
            const std::int64_t number = (tap[2] * p_.axis[1].kernel + tap[1]) * p_.axis[0].kernel + tap[0];
            std::memcpy(to, taps_ + number * buffers_.tap_pitch,
                        static_cast<std::size_t>(count_ * lanes_) * sizeof(Summed));
            return;
        }
        std::int64_t offset = 0;
        for (std::size_t d = 0; d < 3; ++d) offset += tap[d] * strides_.tap[d];
        const Stored* from = from_ + offset;
        if (strides_.in_channel == 1) prefetch_next(from + count_);
        move_tap(functions_, source(from), to, lanes_);
    }

    /// Weights of the input channels that come next: of each lane a few lines of cache, too short a run for
    /// the CPU to see that they follow.
    void prefetch_next(const Stored* from) const noexcept {
        constexpr std::int64_t kLine = contract::kLineBytes / sizeof(Stored);
        for (std::int32_t lane = 0; lane < lanes_; ++lane) {
            for (std::int64_t c = 0; c < next_; c += kLine) {
                __builtin_prefetch(from + lane * strides_.out_channel + c, 0, 2);
            }
        }
    }

    const WinogradPlan& plan_;
    const Problem& p_;
    const BlockFunctions& functions_;
    WinogradPackBuffers buffers_;
    std::int32_t lanes_;
    KernelStrides strides_;
    const Stored* kernel_;
    Summed* cube_;  ///< taps of a piece: [z][y][x][in_channel][lane]
    Summed* taps_;  ///< all of them: [tap][in_channel][lane]
    std::int64_t block_ = 0, first_ = 0, count_ = 0, next_ = 0;
    const Stored* from_ = nullptr;  ///< of the block's first lane and of channel first_
};

}  // namespace

WinogradPackBuffers pack_buffers(const WinogradPlan& plan) noexcept {
    constexpr std::int64_t kCubeBytes = 32 << 10, kTapsBytes = 512 << 10;
    constexpr std::int64_t kFewest = 8, kMost = 64;
    std::int64_t taps = 1;
    for (const WinogradGroup& group : plan.groups().groups) taps = std::max(taps, taps_of(group));
    const std::int64_t row_bytes = plan.problem().element_bytes() * plan.kernel().channel_block;
    WinogradPackBuffers buffers;
    buffers.channels = std::clamp(kCubeBytes / (taps * row_bytes) / kFewest * kFewest, kFewest, kMost);
    buffers.cube_elements = taps * buffers.channels * plan.kernel().channel_block;
    buffers.tap_pitch =
        odd_lines(buffers.channels * plan.kernel().channel_block, plan.problem().element_bytes());
    const std::int64_t all = plan.problem().taps() * buffers.tap_pitch;
    if (all * plan.problem().element_bytes() <= kTapsBytes) buffers.tap_elements = all;
    return buffers;
}

std::size_t pack_scratch_bytes(const WinogradPlan& plan) noexcept {
    return element_lines(pack_buffers(plan).elements(), plan.problem().element_bytes());
}

void pack_winograd_units(const WinogradPlan& plan, const KernelWeights& weights, const WinogradUnits& units,
                         std::byte* scratch, void* to) noexcept {
    with_elements(plan.problem().dtype, [&]<class E>(E) {
        WinogradPacker<E>(plan, weights, scratch).pack_units(units, static_cast<typename E::Summed*>(to));
    });
}

void WinogradPlan::pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
                        std::byte* workspace) const noexcept {
    with_elements(problem().dtype, [&]<class E>(E) {
        const std::int64_t pieces = pack_pieces_of_block();
        const std::int64_t blocks = channel_blocks(problem(), kernel());
        const std::int64_t block = part / pieces;
        WinogradPacker<E> packer(*this, weights, workspace);
        // Channels are parted, taps never.
        visit_cells(1, problem().in_channels, part % pieces, pieces, [&](const PackCells& cells) {
            packer.pack(block / blocks, block % blocks, cells.begin, cells.end,
                        reinterpret_cast<typename E::Summed*>(to));
        });
    });
}

}  // namespace convt::detail
