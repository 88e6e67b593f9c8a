#include "contract/winograd_matrices.h"
#include "kernel_strides.hpp"
#include "plan_state.hpp"
#include "winograd.hpp"

namespace convt::detail {
namespace {

using contract::WinogradMatrices;

constexpr int kMaxCube =
    contract::kMaxWinogradNodes * contract::kMaxWinogradNodes * contract::kMaxWinogradNodes;

/// The taps of one phase between one input and one output channel, or their nodes: [z][y][x], dense.
/// In double, so that a transformed weight is off by one rounding only.
struct Cube {
    std::array<int, 3> extent{1, 1, 1};
    std::array<double, kMaxCube> values{};
};

/// Replaces the taps along one axis by nodes.
Cube transform(const Cube& from, std::size_t axis, const WinogradMatrices& matrices) noexcept {
    Cube to;
    to.extent = from.extent;
    to.extent[axis] = matrices.nodes;
    const std::array<int, 3> from_step{1, from.extent[0], from.extent[0] * from.extent[1]};
    int index = 0;
    for (int z = 0; z < to.extent[2]; ++z) {
        for (int y = 0; y < to.extent[1]; ++y) {
            for (int x = 0; x < to.extent[0]; ++x, ++index) {
                std::array<int, 3> at{x, y, z};
                const auto node = static_cast<std::size_t>(at[axis]);
                at[axis] = 0;
                const int first = at[0] * from_step[0] + at[1] * from_step[1] + at[2] * from_step[2];
                double sum = 0;
                for (int j = 0; j < matrices.taps; ++j) {
                    const double factor = matrices.from_taps[node][static_cast<std::size_t>(j)].value();
                    // Not multiplied: 0 times an infinite weight.
                    if (factor != 0) {
                        sum += factor * from.values[static_cast<std::size_t>(first + j * from_step[axis])];
                    }
                }
                to.values[static_cast<std::size_t>(index)] = sum;
            }
        }
    }
    return to;
}

class WinogradPacker {
public:
    WinogradPacker(const PlanState& plan, const float* kernel, KernelOrder order) noexcept
        : p_(plan.choice.problem),
          lanes_(plan.choice.kernel->channel_block),
          strides_(kernel_strides(plan.desc, order)),
          kernel_(kernel) {}

    /// [phase z][phase y][channel block][phase x][node][in_channel][lane]; returns the end.
    float* pack(const WinogradGroup& group, std::int32_t problem_group, float* packed) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            matrices_[d] = contract::winograd_matrices(group.axis[d].outputs, group.axis[d].taps);
        }
        const float* from = kernel_ + problem_group * strides_.group;
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
    void pack_unit(const std::array<const Phase*, 3>& phases, const float* from, float* to) const noexcept {
        for (std::int64_t lane = 0; lane < lanes_; ++lane) {
            for (std::int64_t ci = 0; ci < p_.in_channels; ++ci) {
                Cube cube = taps(phases, from + lane * strides_.out_channel + ci * strides_.in_channel);
                for (std::size_t d = 0; d < 3; ++d) {
                    if (matrices_[d].nodes > 1) cube = transform(cube, d, matrices_[d]);
                }
                const int nodes = cube.extent[0] * cube.extent[1] * cube.extent[2];
                for (int n = 0; n < nodes; ++n) {
                    to[(std::int64_t{n} * p_.in_channels + ci) * lanes_ + lane] =
                        static_cast<float>(cube.values[static_cast<std::size_t>(n)]);
                }
            }
        }
    }

    /// Later taps meet earlier inputs; in a tile's window, taps and inputs run the same way.
    Cube taps(const std::array<const Phase*, 3>& phases, const float* from) const noexcept {
        Cube cube;
        std::size_t index = 0;
        for (std::size_t d = 0; d < 3; ++d) cube.extent[d] = phases[d]->taps;
        const auto offset = [&](std::size_t d, int j) {
            const Phase& phase = *phases[d];
            const std::int64_t tap = phase.taps - 1 - j;
            return (phase.first_tap + tap * phase.tap_step) * strides_.tap[d];
        };
        for (int z = 0; z < cube.extent[2]; ++z) {
            for (int y = 0; y < cube.extent[1]; ++y) {
                for (int x = 0; x < cube.extent[0]; ++x) {
                    cube.values[index++] =
                        static_cast<double>(from[offset(0, x) + offset(1, y) + offset(2, z)]);
                }
            }
        }
        return cube;
    }

    const Problem& p_;
    std::int32_t lanes_;
    KernelStrides strides_;
    const float* kernel_;
    std::array<WinogradMatrices, 3> matrices_;
};

}  // namespace

void pack_winograd(const PlanState& plan, const float* kernel, KernelOrder order, float* packed) noexcept {
    WinogradPacker packer(plan, kernel, order);
    for (std::int32_t g = 0; g < plan.choice.problem.groups; ++g) {
        for (const WinogradGroup& group : plan.choice.winograd->groups)
            packed = packer.pack(group, g, packed);
    }
}

}  // namespace convt::detail
