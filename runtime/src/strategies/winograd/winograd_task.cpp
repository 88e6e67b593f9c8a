#include "strategies/winograd/winograd_task.hpp"

#include <algorithm>

#include "blocks/buffers.hpp"
#include "strategies/winograd/winograd_inputs.hpp"
#include "strategies/winograd/winograd_outputs.hpp"
#include "strategies/winograd/winograd_pack.hpp"
#include "strategies/winograd/winograd_place.hpp"

namespace convt::detail {
namespace {

/// Kernel of nodes that two multiplies read one after the other: L2 holds it beside the nodes.
constexpr std::int64_t kRestBytes = std::int64_t{128} << 10;

template <class E>
class WinogradTask {
    using Stored = typename E::Stored;
    using T = typename E::Summed;
    using Out = typename E::Out;

public:
    WinogradTask(const WinogradPlan& plan, const RunArgs& args, std::int64_t task, std::byte* workspace,
                 const UnpackedWeights* unpacked) noexcept
        : plan_(plan),
          p_(plan.problem()),
          kernel_(plan.kernel()),
          place_(plan, task),
          lead_(place_.lead()),
          lanes_(kernel_.channel_block),
          nodes_(reinterpret_cast<T*>(workspace)),
          products_(nodes_ + lead_.products_offset() / sizeof(T)),
          packed_(static_cast<const T*>(args.packed)),
          unpacked_(unpacked),
          inputs_(p_, kernel_, inputs_of(args), nodes_ + lead_.nodes_bytes / sizeof(T), nodes_),
          outputs_(plan, place_, of_group(args.bias), of_group(args.slopes), outputs_of(args),
                   products_ + lead_.products_bytes / sizeof(T)) {}

    void run() noexcept {
        bool opened = false;
        for (std::int32_t i = 0; i < lead_.joined; ++i) {
            const WinogradGroup& group = (&lead_)[i];
            if (!place_.enter(group)) continue;
            if (lead_.joined == 1) {
                inputs_.make(group, tile_block(group));
            } else {
                if (!opened) inputs_.open(joined_window(), place_.tiles()[2]);
                opened = true;
                inputs_.transform(group, tile_block(group));
            }
            run_units(group);
        }
        outputs_.finish_rows();
    }

private:
    std::int64_t out_channel() const noexcept {
        return std::int64_t{place_.problem_group()} * p_.out_channels;
    }
    const Stored* inputs_of(const RunArgs& args) const noexcept {
        return static_cast<const Stored*>(args.inputs) + place_.image() * p_.input_batch_stride +
               std::int64_t{place_.problem_group()} * p_.in_channels * p_.input_channel_stride;
    }
    /// Values of the group's channels, if there are any.
    const T* of_group(const void* channels) const noexcept {
        return channels == nullptr ? nullptr : static_cast<const T*>(channels) + out_channel();
    }
    Out* outputs_of(const RunArgs& args) const noexcept {
        return static_cast<Out*>(args.outputs) + place_.image() * p_.output_batch_stride +
               out_channel() * p_.output_channel_stride;
    }

    TileBlock tile_block(const WinogradGroup& group) const noexcept {
        TileBlock block;
        for (std::size_t d = 0; d < 3; ++d) {
            block.first[d] = block_positions(group, d, place_.block(d)).begin;
            block.tiles[d] = std::max(0, place_.block_tiles(group, d));
        }
        return block;
    }

    /// The inputs that all joined groups meet; they differ along x alone.
    Window joined_window() const noexcept {
        Window window = window_of(p_, lead_, tile_block(lead_));
        for (std::int32_t i = 1; i < lead_.joined; ++i) {
            const WinogradGroup& group = (&lead_)[i];
            const Range x = window_of(p_, group, tile_block(group))[0];
            window[0] = {std::min(window[0].begin, x.begin), std::max(window[0].end, x.end)};
        }
        return window;
    }

    void run_units(const WinogradGroup& group) noexcept {
        const std::int64_t unit_products = std::int64_t{group.product_stride} * group.nodes();
        const std::int32_t end = place_.rows().end * group.row_units();
        for (std::int32_t unit = place_.rows().begin * group.row_units(); unit < end;
             unit += group.units_per_multiply) {
            const std::int32_t count = std::min(group.units_per_multiply, end - unit);
            const T* weights = unpacked_ == nullptr ? packed_units(group, unit) : pack(group, unit, count);
            multiply(group, weights, {count, unpacked_ == nullptr ? all_units(group) - unit : count});
            for (std::int32_t u = 0; u < count; ++u) {
                outputs_.finish_unit(group, unit + u, products_ + u * unit_products);
            }
        }
    }

    static std::int32_t all_units(const WinogradGroup& group) noexcept {
        return group.rows * group.row_units();
    }
    const T* packed_units(const WinogradGroup& group, std::int32_t first) const noexcept {
        return packed_ + place_.problem_group() * plan_.packed().group_stride + group.packed_offset +
               first * group.unit_stride;
    }
    const T* pack(const WinogradGroup& group, std::int32_t first, std::int32_t count) const noexcept {
        std::byte* to = unpacked_->memory + plan_.packed().workspace_bytes;
        pack_winograd_units(plan_, unpacked_->weights,
                            {place_.problem_group(), group, {first, first + count}}, unpacked_->memory, to);
        return reinterpret_cast<const T*>(to);
    }

    /// Units that are multiplied together, and those that lie at the same place, with what follows them.
    struct Units {
        std::int32_t count, there;
    };

    /// Products of some units. Where a smaller tile multiplies the rest, both read the kernel of a few nodes
    /// before the next, so that the second finds it in cache.
    void multiply(const WinogradGroup& group, const T* weights, const Units& units) noexcept {
        const WinogradRest* rest = plan_.groups().rest;
        const std::array<std::int32_t, 3>& tiles = place_.tiles();
        const auto padded = static_cast<std::int32_t>(
            padded_tiles(std::int64_t{tiles[0]} * tiles[1] * tiles[2], kernel_, rest));
        const std::int32_t whole = padded / kernel_.tile_pixels * kernel_.tile_pixels;
        const int count = group.nodes();
        if (whole == padded) {
            multiply_part(kernel_.multiply, group, weights, units, {0, count}, {0, padded});
            return;
        }
        const std::int64_t node_bytes = std::int64_t{group.depth} * lanes_ * units.count * p_.element_bytes();
        const auto together = static_cast<int>(std::clamp<std::int64_t>(kRestBytes / node_bytes, 1, count));
        for (int node = 0; node < count; node += together) {
            const Range nodes{node, std::min(node + together, count)};
            if (whole > 0) multiply_part(kernel_.multiply, group, weights, units, nodes, {0, whole});
            multiply_part(rest->multiply, group, weights, units, nodes, {whole, padded});
        }
    }

    /// The kernel is stated with all nodes and units that follow: a multiply prefetches what comes next.
    void multiply_part(contract::WinogradMultiplyFn function, const WinogradGroup& group, const T* weights,
                       const Units& units, const Range& nodes, const Range& tiles) noexcept {
        const std::int64_t c = group.depth;
        const StridedBuffer<3> from(
            nodes_ + std::int64_t{nodes.begin} * group.node_stride +
                std::int64_t{tiles.begin} * group.tile_pitch,
            {{group.depth, 1}, {tiles.size(), group.tile_pitch}, {nodes.size(), group.node_stride}});
        const StridedBuffer<4> kernel(weights + nodes.begin * c * lanes_,
                                      {{lanes_, 1},
                                       {group.depth, lanes_},
                                       {group.nodes() - nodes.begin, c * lanes_},
                                       {units.there, group.unit_stride}});
        const StridedBuffer<4> products(
            products_ + std::int64_t{nodes.begin} * group.product_stride + std::int64_t{tiles.begin} * lanes_,
            {{lanes_, 1},
             {tiles.size(), lanes_},
             {nodes.size(), group.product_stride},
             {units.count, std::int64_t{group.product_stride} * group.nodes()}});
        function(from.get(), kernel.get(), products.get());
    }

    const WinogradPlan& plan_;
    const Problem& p_;
    const KernelInfo& kernel_;
    WinogradPlace place_;
    const WinogradGroup& lead_;
    std::int32_t lanes_;
    T* nodes_;
    T* products_;
    const T* packed_;
    const UnpackedWeights* unpacked_;
    WinogradInputs<E> inputs_;
    WinogradOutputs<E> outputs_;
};

}  // namespace

void run_winograd_task(const WinogradPlan& plan, const RunArgs& args, std::int64_t task, std::byte* workspace,
                       const UnpackedWeights* unpacked) noexcept {
    const Problem& p = plan.problem();
    with_elements(p.dtype, p.output_dtype,
                  [&]<class E>(E) { WinogradTask<E>(plan, args, task, workspace, unpacked).run(); });
}

}  // namespace convt::detail
