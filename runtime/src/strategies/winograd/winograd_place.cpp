#include "strategies/winograd/winograd_place.hpp"

#include <algorithm>

#include "strategies/winograd/winograd_row.hpp"

namespace convt::detail {
namespace {

const WinogradGroup& group_of(const WinogradSplit& split, std::int64_t task) noexcept {
    const WinogradGroup* found = split.groups.data();
    for (const WinogradGroup& group : split.groups) {
        if (group.first_task <= task) found = &group;
    }
    return *found;
}

}  // namespace

WinogradPlace::WinogradPlace(const WinogradPlan& plan, std::int64_t task) noexcept
    : p_(plan.problem()), kernel_(plan.kernel()), lead_(group_of(plan.groups(), task)) {
    locate(task - lead_.first_task);
}

/// Chunks are outermost, so that neighbours in time share the kernel.
void WinogradPlace::locate(std::int64_t task) noexcept {
    for (std::size_t d = 0; d < 3; ++d) {
        block_[d] = static_cast<std::int32_t>(task % lead_.blocks[d]);
        task /= lead_.blocks[d];
    }
    problem_group_ = static_cast<std::int32_t>(task % p_.groups);
    task /= p_.groups;
    if (merges_images()) {
        image_ = std::int64_t{block_[2]} * lead_.block_tiles[2];
    } else {
        image_ = task % p_.batch;
        task /= p_.batch;
    }
    const auto chunk = static_cast<std::int32_t>(task);
    rows_ = {chunk_begin(chunk), chunk_begin(chunk + 1)};
}

std::int32_t WinogradPlace::block_tiles(const WinogradGroup& group, std::size_t d) const noexcept {
    return std::min(group.block_tiles[d], group.tiles[d] - block_[d] * group.block_tiles[d]);
}

bool WinogradPlace::enter(const WinogradGroup& group) noexcept {
    for (std::size_t d = 0; d < 3; ++d) {
        tiles_[d] = block_tiles(group, d);
        positions_[d] = block_positions(group, d, block_[d]);
    }
    return tiles_[0] > 0 && tiles_[1] > 0 && tiles_[2] > 0;
}

/// A last channel block that overlaps the one before stays in its chunk: no two tasks write one output.
std::int32_t WinogradPlace::chunk_begin(std::int32_t chunk) const noexcept {
    const std::int32_t row = std::min(chunk * lead_.chunk_rows, lead_.rows);
    const std::int32_t blocks = channel_blocks(p_, kernel_);
    const bool overlaps = p_.out_channels % kernel_.channel_block != 0 && blocks > 1;
    return overlaps && row < lead_.rows && row % blocks == blocks - 1 ? row + 1 : row;
}

}  // namespace convt::detail
