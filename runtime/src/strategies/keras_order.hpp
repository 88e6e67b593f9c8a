#pragma once

#include <cstddef>
#include <cstdint>

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Weights in Keras's own order, for kernels that read them so:
///
///     [tap z][tap y][tap x][group][out_channel][in_channel]
///
/// Phases that are folded into channels are taps of x, which come before channels: so folded channels are
/// adjacent too.
class KerasOrder {
public:
    KerasOrder(const Problem& problem, const KernelInfo& kernel) noexcept
        : problem_(problem), kernel_(kernel) {}

    /// Elements from a group, or a tap of the problem, to the next.
    [[nodiscard]] std::int64_t group_stride() const noexcept {
        return std::int64_t{problem_.out_channels} * problem_.in_channels;
    }
    [[nodiscard]] std::int64_t tap_stride() const noexcept { return problem_.groups * group_stride(); }
    [[nodiscard]] std::int64_t elements() const noexcept { return problem_.taps() * tap_stride(); }
    /// Shares of the weights that are packed one by one.
    [[nodiscard]] std::int64_t parts() const noexcept;
    /// Identity of the order.
    [[nodiscard]] std::uint64_t id() const noexcept;
    /// Scratch memory that packing a part takes.
    [[nodiscard]] std::size_t workspace_bytes() const noexcept;

    /// Writes a part of the weights.
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* packed,
              std::byte* workspace) const noexcept;

private:
    const Problem& problem_;
    const KernelInfo& kernel_;
};

}  // namespace convt::detail
