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
    Panels(const Problem& problem, const KernelInfo& kernel) noexcept : problem_(problem), kernel_(kernel) {}

    /// Elements of a channel block.
    [[nodiscard]] std::int64_t block_stride() const noexcept {
        return problem_.taps() * problem_.in_channels * kernel_.channel_block;
    }
    /// Elements of a group.
    [[nodiscard]] std::int64_t group_stride() const noexcept { return blocks() * block_stride(); }
    /// Channel blocks of a group, parts that each is packed in, and parts of all.
    [[nodiscard]] std::int64_t blocks() const noexcept;
    [[nodiscard]] std::int64_t pieces() const noexcept;
    [[nodiscard]] std::int64_t parts() const noexcept { return problem_.groups * blocks() * pieces(); }
    /// Identity of the order, to which the problem's form belongs.
    [[nodiscard]] std::uint64_t id() const noexcept;
    /// Scratch memory that packing a part takes.
    [[nodiscard]] std::size_t workspace_bytes() const noexcept;
    [[nodiscard]] double pack_cycles() const noexcept;
    [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
    [[nodiscard]] const KernelInfo& kernel() const noexcept { return kernel_; }

    /// Writes a part of the packed weights.
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* packed,
              std::byte* workspace) const noexcept;

private:
    const Problem& problem_;
    const KernelInfo& kernel_;
};

}  // namespace convt::detail
