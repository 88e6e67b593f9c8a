#include <algorithm>
#include <array>
#include <type_traits>

#include "base/unaligned.hpp"
#include "contract/winograd_matrices.h"
#include "strategies/winograd/winograd_plan.hpp"
#include "strategies/winograd/winograd_split.hpp"

namespace convt::detail {
namespace {

constexpr std::size_t kMaxNodes = contract::kMaxWinogradNodes;
constexpr std::size_t kMaxCube = kMaxNodes * kMaxNodes * kMaxNodes;
/// Output channels transformed side by side. Channel blocks are multiples of it.
template <class W>
constexpr std::int64_t kTogether = std::is_same_v<W, long double> ? 4 : 8;

/// Nodes from taps along one axis.
template <class W>
struct TapTransform {
    int nodes = 1;
    int taps = 1;
    std::array<std::array<W, contract::kMaxWinogradTaps>, kMaxNodes> factor{};
};

template <class W>
TapTransform<W> tap_transform(int outputs, int taps) noexcept {
    const contract::WinogradMatrices matrices = contract::winograd_matrices(outputs, taps);
    TapTransform<W> transform{matrices.nodes, matrices.taps, {}};
    for (std::size_t n = 0; n < kMaxNodes; ++n) {
        for (std::size_t j = 0; j < contract::kMaxWinogradTaps; ++j) {
            const contract::Rational& factor = matrices.from_taps[n][j];
            transform.factor[n][j] = static_cast<W>(factor.numerator) / static_cast<W>(factor.denominator);
        }
    }
    return transform;
}

/// What weights are transformed in: wider than they are, so that a transformed weight is off by one rounding
/// only.
template <class Summed>
using Wide = std::conditional_t<std::is_same_v<Summed, double>, long double, double>;

/// The taps of one phase between one input channel and some output channels, or their nodes: [z][y][x],
/// dense. Made without being cleared: a cube is large beside what is used of it.
template <class W>
struct Cube {
    using Lanes = std::array<W, kTogether<W>>;
    std::array<int, 3> extent;
    std::array<Lanes, kMaxCube> values;
};

/// Replaces the taps along one axis by nodes.
template <class W>
void transform_axis(const Cube<W>& from, std::size_t axis, const TapTransform<W>& t, Cube<W>& to) noexcept {
    to.extent = from.extent;
    to.extent[axis] = t.nodes;
    const std::array<int, 3> from_step{1, from.extent[0], from.extent[0] * from.extent[1]};
    std::size_t index = 0;
    for (int z = 0; z < to.extent[2]; ++z) {
        for (int y = 0; y < to.extent[1]; ++y) {
            for (int x = 0; x < to.extent[0]; ++x, ++index) {
                std::array<int, 3> at{x, y, z};
                const auto node = static_cast<std::size_t>(at[axis]);
                at[axis] = 0;
                const int first = at[0] * from_step[0] + at[1] * from_step[1] + at[2] * from_step[2];
                typename Cube<W>::Lanes sum{};
                for (int j = 0; j < t.taps; ++j) {
                    const W factor = t.factor[node][static_cast<std::size_t>(j)];
                    // Not multiplied: 0 times an infinite weight.
                    if (factor == 0) continue;
                    const std::int64_t tap = std::int64_t{first} + std::int64_t{j} * from_step[axis];
                    const typename Cube<W>::Lanes& taps = from.values[static_cast<std::size_t>(tap)];
                    for (std::size_t lane = 0; lane < kTogether<W>; ++lane) sum[lane] += factor * taps[lane];
                }
                to.values[index] = sum;
            }
        }
    }
}

template <class E>
class WinogradPacker {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;
    using Nodes = Cube<Wide<Summed>>;
    static constexpr std::int64_t kLanes = kTogether<Wide<Summed>>;

public:
    WinogradPacker(const WinogradPlan& plan, const Weights& weights) noexcept
        : p_(plan.problem()),
          lanes_(plan.kernel().channel_block),
          strides_(weights.strides),
          kernel_(static_cast<const Stored*>(weights.kernel)) {}

    /// [phase z][phase y][channel block][phase x][node][piece z][piece y][piece x][in_channel][lane]; returns
    /// the end.
    Summed* pack(const WinogradGroup& group, std::int32_t problem_group, Summed* packed) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            transforms_[d] = tap_transform<Wide<Summed>>(group.axis[d].outputs, group.axis[d].taps);
            pieces_[d] = group.axis[d].pieces;
        }
        depth_ = group.depth;
        const Stored* from = kernel_ + problem_group * strides_.group;
        for (const Phase& z : group.axis[2].phases) {
            for (const Phase& y : group.axis[1].phases) {
                for (std::int32_t first = 0; first < p_.out_channels; first += lanes_) {
                    for (const Phase& x : group.axis[0].phases) {
                        const std::int32_t channel = std::min(first, p_.out_channels - lanes_);
                        pack_unit({&x, &y, &z}, from + channel * strides_.out_channel, packed);
                        packed += group.unit_stride;
                    }
                }
            }
        }
        return packed;
    }

private:
    void pack_unit(const std::array<const Phase*, 3>& phases, const Stored* from, Summed* to) const noexcept {
        std::array<int, 3> piece{};
        for (piece[2] = 0; piece[2] < pieces_[2]; ++piece[2]) {
            for (piece[1] = 0; piece[1] < pieces_[1]; ++piece[1]) {
                for (piece[0] = 0; piece[0] < pieces_[0]; ++piece[0]) {
                    pack_piece(phases, piece, from, to);
                    to += std::int64_t{p_.in_channels} * lanes_;
                }
            }
        }
    }

    /// `to`: the piece's first channel in the unit's first node.
    void pack_piece(const std::array<const Phase*, 3>& phases, const std::array<int, 3>& piece,
                    const Stored* from, Summed* to) const noexcept {
        Nodes cubes[2];
        for (std::int64_t lane = 0; lane < lanes_; lane += kLanes) {
            for (std::int64_t ci = 0; ci < p_.in_channels; ++ci) {
                Nodes* cube = &cubes[0];
                read_taps(phases, piece, from + lane * strides_.out_channel + ci * strides_.in_channel,
                          *cube);
                for (std::size_t d = 0; d < 3; ++d) {
                    if (transforms_[d].nodes == 1) continue;
                    Nodes* next = cube == &cubes[0] ? &cubes[1] : &cubes[0];
                    transform_axis(*cube, d, transforms_[d], *next);
                    cube = next;
                }
                const int nodes = cube->extent[0] * cube->extent[1] * cube->extent[2];
                for (int n = 0; n < nodes; ++n) {
                    Summed* node = to + (std::int64_t{n} * depth_ + ci) * lanes_ + lane;
                    const typename Nodes::Lanes& values = cube->values[static_cast<std::size_t>(n)];
                    for (std::size_t i = 0; i < kLanes; ++i) node[i] = static_cast<Summed>(values[i]);
                }
            }
        }
    }

    /// Later taps meet earlier inputs; in a tile's window, taps and inputs run the same way. Taps that a
    /// phase lacks beside others of its set are 0.
    void read_taps(const std::array<const Phase*, 3>& phases, const std::array<int, 3>& piece,
                   const Stored* from, Nodes& cube) const noexcept {
        for (std::size_t d = 0; d < 3; ++d) cube.extent[d] = transforms_[d].taps;
        std::size_t index = 0;
        std::array<int, 3> at{};
        for (at[2] = 0; at[2] < cube.extent[2]; ++at[2]) {
            for (at[1] = 0; at[1] < cube.extent[1]; ++at[1]) {
                for (at[0] = 0; at[0] < cube.extent[0]; ++at[0]) {
                    std::array<int, 3> tap{};
                    for (std::size_t d = 0; d < 3; ++d) {
                        tap[d] = (pieces_[d] - piece[d]) * transforms_[d].taps - 1 - at[d];
                    }
                    read_tap(phases, tap, from, cube.values[index++]);
                }
            }
        }
    }

    void read_tap(const std::array<const Phase*, 3>& phases, const std::array<int, 3>& tap,
                  const Stored* from, typename Nodes::Lanes& lanes) const noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            if (tap[d] >= phases[d]->taps) {
                lanes = {};
                return;
            }
            from += (phases[d]->first_tap + std::int64_t{tap[d]} * phases[d]->tap_step) * strides_.tap[d];
        }
        for (std::size_t i = 0; i < kLanes; ++i) {
            lanes[i] =
                static_cast<Wide<Summed>>(load(from + static_cast<std::int64_t>(i) * strides_.out_channel));
        }
    }

    const Problem& p_;
    std::int32_t lanes_;
    KernelStrides strides_;
    const Stored* kernel_;
    std::array<TapTransform<Wide<Summed>>, 3> transforms_;
    std::array<int, 3> pieces_{1, 1, 1};
    std::int32_t depth_ = 0;
};

}  // namespace

void WinogradPlan::pack(const Weights& weights, std::byte* to) const noexcept {
    with_elements(problem().dtype, [&]<class E>(E) {
        auto* packed = reinterpret_cast<typename E::Summed*>(to);
        WinogradPacker<E> packer(*this, weights);
        for (std::int32_t g = 0; g < problem().groups; ++g) {
            for (const WinogradGroup& group : groups().groups) packed = packer.pack(group, g, packed);
        }
    });
}

}  // namespace convt::detail
