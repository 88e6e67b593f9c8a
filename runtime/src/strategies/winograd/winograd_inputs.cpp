#include "strategies/winograd/winograd_inputs.hpp"

#include <algorithm>
#include <type_traits>

#include "blocks/buffers.hpp"

namespace convt::detail {
namespace {

/// Floats from one tile's nodes to the next tile's, by axis.
std::array<std::int64_t, 3> pitch_of(const WinogradGroup& group, const TileBlock& block) noexcept {
    const std::int64_t pitch = group.tile_pitch;
    return {pitch, pitch * block.tiles[0], pitch * block.tiles[0] * block.tiles[1]};
}

}  // namespace

Window window_of(const Problem& problem, const WinogradGroup& group, const TileBlock& block) noexcept {
    Window window{};
    for (std::size_t d = 0; d < 3; ++d) {
        const WinogradAxis& axis = group.axis[d];
        window[d] = {block.first[d] - axis.all_taps() + 1, block.first[d] + block.tiles[d] * axis.outputs};
    }
    if (problem.rank < 3) window[2] = {0, 1};
    return window;
}

template <class E>
WinogradInputs<E>::WinogradInputs(const Problem& problem, const KernelInfo& kernel, const Stored* image,
                                  T* stage, T* nodes) noexcept
    : p_(problem), kernel_(kernel), image_(image), stage_(stage), nodes_(nodes) {}

template <class E>
bool WinogradInputs<E>::inside(const Window& window) const noexcept {
    if (!readable()) return false;
    for (std::size_t d = 0; d < 3; ++d) {
        if (window[d].begin < 0 || window[d].end > p_.axis[d].in) return false;
    }
    return true;
}

template <class E>
void WinogradInputs<E>::open(const Window& window, std::int32_t images) noexcept {
    if constexpr (std::is_same_v<Stored, T>) {
        view_ = view_in_place(p_, image_);
        z_stride_ = merges_images() ? p_.input_batch_stride : view_.stride[2];
        if (inside(window)) return;
    }
    z_stride_ = std::int64_t{window[0].size()} * window[1].size() * p_.in_channels;
    const StageLayout layout{false, false, p_.in_channels, p_.in_channels, p_.element_bytes()};
    for (std::int32_t i = 0; i < (merges_images() ? images : 1); ++i) {
        view_ = stage_window(p_, block_functions(kernel_, p_.dtype), layout,
                             image_ + i * p_.input_batch_stride, window, stage_ + i * z_stride_);
    }
    view_.base = stage_;
}

template <class E>
Range WinogradInputs<E>::tiles_inside(const WinogradGroup& group, const TileBlock& block,
                                      std::size_t d) const noexcept {
    if (d == 2 && merges_images()) return {0, block.tiles[d]};
    const WinogradAxis& axis = group.axis[d];
    const std::int32_t before = std::max(0, axis.all_taps() - 1 - block.first[d]);
    const std::int32_t begin = (before + axis.outputs - 1) / axis.outputs;
    const std::int32_t end = std::max(0, p_.axis[d].in - block.first[d]) / axis.outputs;
    return {std::min(begin, block.tiles[d]), std::min(end, block.tiles[d])};
}

template <class E>
void WinogradInputs<E>::make(const WinogradGroup& group, const TileBlock& block) noexcept {
    std::array<Range, 3> inner;
    std::int64_t tiles = 1;
    std::int64_t inner_tiles = readable() ? 1 : 0;
    for (std::size_t d = 0; d < 3; ++d) {
        inner[d] = tiles_inside(group, block, d);
        tiles *= block.tiles[d];
        inner_tiles *= inner[d].size();
    }
    // Each part stages what its tiles share with their neighbours once more.
    if (2 * inner_tiles < tiles) {
        open(window_of(p_, group, block), block.tiles[2]);
        transform(group, block);
        return;
    }
    std::array<std::array<Range, 3>, 3> parts;
    for (std::size_t d = 0; d < 3; ++d) {
        parts[d] = {Range{0, inner[d].begin}, inner[d], Range{inner[d].end, block.tiles[d]}};
    }
    for (const Range& z : parts[2]) {
        for (const Range& y : parts[1]) {
            for (const Range& x : parts[0]) {
                if (x.size() > 0 && y.size() > 0 && z.size() > 0) make_part(group, block, {x, y, z});
            }
        }
    }
}

template <class E>
void WinogradInputs<E>::make_part(const WinogradGroup& group, const TileBlock& block,
                                  const std::array<Range, 3>& part) noexcept {
    const std::array<std::int64_t, 3> pitch = pitch_of(group, block);
    TileBlock own;
    T* nodes = nodes_;
    for (std::size_t d = 0; d < 3; ++d) {
        own.first[d] = block.first[d] + part[d].begin * group.axis[d].outputs;
        own.tiles[d] = part[d].size();
        nodes += part[d].begin * pitch[d];
    }
    open(window_of(p_, group, own), own.tiles[2]);
    transform_part(group, own, nodes, pitch);
}

template <class E>
void WinogradInputs<E>::transform(const WinogradGroup& group, const TileBlock& block) noexcept {
    transform_part(group, block, nodes_, pitch_of(group, block));
}

template <class E>
void WinogradInputs<E>::transform_part(const WinogradGroup& group, const TileBlock& part, T* nodes,
                                       const std::array<std::int64_t, 3>& pitch) noexcept {
    const Window window = window_of(p_, group, part);
    std::array<std::int32_t, 3> piece{};
    for (piece[2] = 0; piece[2] < group.axis[2].pieces; ++piece[2]) {
        for (piece[1] = 0; piece[1] < group.axis[1].pieces; ++piece[1]) {
            for (piece[0] = 0; piece[0] < group.axis[0].pieces; ++piece[0]) {
                Window own = window;
                for (std::size_t d = 0; d < 3; ++d) {
                    const WinogradAxis& axis = group.axis[d];
                    own[d].begin += piece[d] * axis.taps;
                    own[d].end -= (axis.pieces - 1 - piece[d]) * axis.taps;
                }
                transform_piece(group, part, own, nodes, pitch);
                nodes += p_.in_channels;
            }
        }
    }
}

template <class E>
void WinogradInputs<E>::transform_piece(const WinogradGroup& group, const TileBlock& part,
                                        const Window& window, T* to,
                                        const std::array<std::int64_t, 3>& pitch) noexcept {
    const T* first = view_.base;
    for (std::size_t d = 0; d < 3; ++d) {
        first += std::int64_t{window[d].begin - view_.first[d]} * view_.stride[d];
    }
    const std::int32_t depth = merges_images() ? part.tiles[2] : window[2].size();
    const StridedBuffer<4> inputs(first, {{p_.in_channels, 1},
                                          {window[0].size(), view_.stride[0]},
                                          {window[1].size(), view_.stride[1]},
                                          {depth, z_stride_}});
    const StridedBuffer<5> nodes(to, {{p_.in_channels, 1},
                                      {part.tiles[0], pitch[0]},
                                      {part.tiles[1], pitch[1]},
                                      {part.tiles[2], pitch[2]},
                                      {group.nodes(), group.node_stride}});
    group.transforms->inputs(inputs.get(), nodes.get());
}

template class WinogradInputs<Float32>;
template class WinogradInputs<Float64>;
template class WinogradInputs<Half16>;
template class WinogradInputs<HalfToFloat>;

}  // namespace convt::detail
