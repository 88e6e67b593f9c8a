#pragma once

#include <array>
#include <cstdint>

#include "strategies/winograd/winograd_plan.hpp"

namespace convt::detail {

/// What one task of a Winograd plan computes: a block of tiles of joined groups, for some rows of units.
class WinogradPlace {
public:
    WinogradPlace(const WinogradPlan& plan, std::int64_t task) noexcept;

    /// The first of the task's groups; the groups joined with it follow it.
    [[nodiscard]] const WinogradGroup& lead() const noexcept { return lead_; }
    [[nodiscard]] std::int32_t block(std::size_t d) const noexcept { return block_[d]; }
    [[nodiscard]] std::int32_t problem_group() const noexcept { return problem_group_; }
    [[nodiscard]] std::int64_t image() const noexcept { return image_; }
    [[nodiscard]] Range rows() const noexcept { return rows_; }
    /// Without a z axis, images take its place.
    [[nodiscard]] bool merges_images() const noexcept { return p_.rank < 3; }

    /// Goes to one of the groups; false when it has no tile in the block.
    [[nodiscard]] bool enter(const WinogradGroup& group) noexcept;
    /// Of the group entered last: its tiles and positions in the block, by axis.
    [[nodiscard]] const std::array<std::int32_t, 3>& tiles() const noexcept { return tiles_; }
    [[nodiscard]] const std::array<Range, 3>& positions() const noexcept { return positions_; }

    /// Tiles of a group in the block along an axis; less than 1 where it has none.
    [[nodiscard]] std::int32_t block_tiles(const WinogradGroup& group, std::size_t d) const noexcept;

private:
    void locate(std::int64_t task) noexcept;
    [[nodiscard]] std::int32_t chunk_begin(std::int32_t chunk) const noexcept;

    const Problem& p_;
    const KernelInfo& kernel_;
    const WinogradGroup& lead_;
    std::array<std::int32_t, 3> block_{};
    std::array<std::int32_t, 3> tiles_{};
    std::array<Range, 3> positions_{};
    std::int32_t problem_group_ = 0;
    std::int64_t image_ = 0;
    Range rows_;
};

}  // namespace convt::detail
