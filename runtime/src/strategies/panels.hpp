#pragma once

#include <cstddef>
#include <cstdint>

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Weights in panels of a kernel's channel block, for sums that go tap by tap:
///
///     [group][channel block][tap z][tap y][tap x][in_channel][lane]
///
/// The last block overlaps the one before.
class Panels {
public:
    Panels(const Problem& problem, std::int32_t channel_block) noexcept
        : problem_(problem), block_(channel_block) {}

    /// Elements of a channel block, and of a group.
    [[nodiscard]] std::int64_t block_stride() const noexcept {
        return problem_.taps() * problem_.in_channels * block_;
    }
    [[nodiscard]] std::int64_t group_stride() const noexcept;
    /// Identity of the order, to which the problem's form belongs.
    [[nodiscard]] std::uint64_t id(const KernelInfo& kernel) const noexcept;

    /// Writes packed weights of the problem's type.
    void pack(const Weights& weights, std::byte* packed) const noexcept;

private:
    const Problem& problem_;
    std::int32_t block_;
};

}  // namespace convt::detail
