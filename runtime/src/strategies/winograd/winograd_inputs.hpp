#pragma once

#include <array>
#include <cstdint>

#include "blocks/stage.hpp"
#include "strategies/winograd/winograd_split.hpp"

namespace convt::detail {

/// Tiles of one group, by axis: where the first of them begins, as a position of the group's axis, and their
/// number. Without a z axis, images take its place.
struct TileBlock {
    std::array<std::int32_t, 3> first{};
    std::array<std::int32_t, 3> tiles{};
};

/// Inputs that a block's tiles meet.
[[nodiscard]] Window window_of(const Problem& problem, const WinogradGroup& group,
                               const TileBlock& block) noexcept;

/// The transform of inputs of one task: nodes from inputs that are read where they lie, or staged where the
/// tiles reach beyond the image, or the inputs are channels_first or have to be widened.
template <class E>
class WinogradInputs {
    using Stored = typename E::Stored;
    using T = typename E::Summed;

public:
    /// @param image the task's first image and group
    /// @param stage,nodes parts of the workspace
    WinogradInputs(const Problem& problem, const KernelInfo& kernel, const Stored* image, T* stage,
                   T* nodes) noexcept;

    /// Nodes of a block. Where most of it lies inside the image, only the tiles of its rim are staged.
    void make(const WinogradGroup& group, const TileBlock& block) noexcept;

    /// Makes a window of some images readable, for several groups.
    void open(const Window& window, std::int32_t images) noexcept;
    /// Nodes of a block whose window lies in the one that is open.
    void transform(const WinogradGroup& group, const TileBlock& block) noexcept;

private:
    bool merges_images() const noexcept { return p_.rank < 3; }
    /// Whether inputs can be read where they lie at all.
    bool readable() const noexcept { return p_.reads_pixels_in_place(); }
    bool inside(const Window& window) const noexcept;
    Range tiles_inside(const WinogradGroup& group, const TileBlock& block, std::size_t d) const noexcept;
    void make_part(const WinogradGroup& group, const TileBlock& block,
                   const std::array<Range, 3>& part) noexcept;
    /// `nodes`, `to`: those of the part's first tile; `pitch`: between tiles, by axis.
    void transform_part(const WinogradGroup& group, const TileBlock& part, T* nodes,
                        const std::array<std::int64_t, 3>& pitch) noexcept;
    void transform_piece(const WinogradGroup& group, const TileBlock& part, const Window& window, T* to,
                         const std::array<std::int64_t, 3>& pitch) noexcept;

    const Problem& p_;
    const KernelInfo& kernel_;
    const Stored* image_;
    T* stage_;
    T* nodes_;
    InputView<T> view_;
    std::int64_t z_stride_ = 0;
};

}  // namespace convt::detail
