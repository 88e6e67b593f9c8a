#include "strategies/winograd/winograd_task.hpp"

#include <algorithm>

#include "blocks/buffers.hpp"
#include "blocks/turn.hpp"
#include "strategies/winograd/winograd.hpp"
#include "strategies/winograd/winograd_inputs.hpp"
#include "strategies/winograd/winograd_row.hpp"

namespace convt::detail {
namespace {

/// Stands for a bias that the caller does not give; as long as the widest channel block.
constexpr float kNoBias[contract::kMaxWinogradBlock] = {};

/// Kernel of nodes that two multiplies read one after the other: L2 holds it beside the nodes.
constexpr std::int64_t kRestBytes = std::int64_t{128} << 10;

/// Outputs of one phase in a block, by axis: the first output's q, their number, and how many positions of
/// the first tile lie before them.
struct PhaseBlock {
    std::array<std::int32_t, 3> first{};
    std::array<std::int32_t, 3> extent{};
    std::array<std::int32_t, 3> skip{};
    std::array<std::int64_t, 3> output{};  ///< position of the first output
    std::array<Range, 3> reached{};        ///< outputs of the block that some input reaches
    [[nodiscard]] bool empty() const noexcept { return extent[0] <= 0 || extent[1] <= 0 || extent[2] <= 0; }
    [[nodiscard]] bool all_reached() const noexcept {
        return reached[0].size() == extent[0] && reached[1].size() == extent[1] &&
               reached[2].size() == extent[2];
    }
};

const WinogradGroup& group_of(const WinogradPlan& plan, std::int64_t task) noexcept {
    const WinogradGroup* found = plan.groups.data();
    for (const WinogradGroup& group : plan.groups) {
        if (group.first_task <= task) found = &group;
    }
    return *found;
}

class WinogradTask {
public:
    WinogradTask(const PlanState& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept
        : plan_(plan),
          p_(plan.choice.problem),
          kernel_(*plan.choice.kernel),
          lead_(group_of(*plan.choice.winograd, task)),
          lanes_(kernel_.channel_block) {
        locate(task - lead_.first_task);
        nodes_ = reinterpret_cast<float*>(workspace);
        products_ = nodes_ + lead_.products_offset() / sizeof(float);
        scratch_ = products_ + lead_.products_bytes / sizeof(float);
        const std::int64_t out_channel = std::int64_t{problem_group_} * p_.out_channels;
        bias_ = args.bias == nullptr ? nullptr : args.bias + out_channel;
        image_in_ = args.inputs + image_ * p_.input_batch_stride +
                    std::int64_t{problem_group_} * p_.in_channels * p_.input_channel_stride;
        outputs_ = args.outputs + image_ * p_.output_batch_stride + out_channel * p_.output_channel_stride;
        packed_ = args.packed + problem_group_ * plan.group_stride;
    }

    void run() noexcept {
        WinogradInputs inputs(p_, kernel_, image_in_, nodes_ + lead_.nodes_bytes / sizeof(float), nodes_);
        bool opened = false;
        for (std::int32_t i = 0; i < lead_.joined; ++i) {
            const WinogradGroup& group = (&lead_)[i];
            if (!enter(group)) continue;
            if (lead_.joined == 1) {
                inputs.make(group, tile_block(group));
            } else {
                if (!opened) inputs.open(joined_window(), tiles_[2]);
                opened = true;
                inputs.transform(group, tile_block(group));
            }
            run_units(group);
        }
        if (lead_.joined > 1) turn_kept_rows();
    }

private:
    bool merges_images() const noexcept { return p_.rank < 3; }

    /// Chunks are outermost, so that neighbours in time share the kernel.
    void locate(std::int64_t task) noexcept {
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

    /// Tiles of the block along an axis; less than 1 where the group has none.
    std::int32_t block_tiles(const WinogradGroup& group, std::size_t d) const noexcept {
        return std::min(group.block_tiles[d], group.tiles[d] - block_[d] * group.block_tiles[d]);
    }
    Range block_positions(const WinogradGroup& group, std::size_t d) const noexcept {
        return detail::block_positions(group, d, block_[d]);
    }
    /// False when the group has no tile in the block.
    bool enter(const WinogradGroup& group) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            tiles_[d] = block_tiles(group, d);
            positions_[d] = block_positions(group, d);
        }
        return tiles_[0] > 0 && tiles_[1] > 0 && tiles_[2] > 0;
    }

    /// A last channel block that overlaps the one before stays in its chunk: no two tasks write one output.
    std::int32_t chunk_begin(std::int32_t chunk) const noexcept {
        const std::int32_t row = std::min(chunk * lead_.chunk_rows, lead_.rows);
        const std::int32_t blocks = channel_blocks(p_, kernel_);
        const bool overlaps = p_.out_channels % lanes_ != 0 && blocks > 1;
        return overlaps && row < lead_.rows && row % blocks == blocks - 1 ? row + 1 : row;
    }

    TileBlock tile_block(const WinogradGroup& group) const noexcept {
        TileBlock block;
        for (std::size_t d = 0; d < 3; ++d) {
            block.first[d] = block_positions(group, d).begin;
            block.tiles[d] = std::max(0, block_tiles(group, d));
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
        const std::int32_t end = rows_.end * group.row_units();
        for (std::int32_t unit = rows_.begin * group.row_units(); unit < end;
             unit += group.units_per_multiply) {
            const std::int32_t count = std::min(group.units_per_multiply, end - unit);
            multiply(group, unit, count);
            for (std::int32_t u = 0; u < count; ++u) finish_unit(group, unit + u, u);
        }
    }

    /// Products of some units. Where a smaller tile multiplies the rest, both read the kernel of a few nodes
    /// before the next, so that the second finds it in cache.
    void multiply(const WinogradGroup& group, std::int32_t first_unit, std::int32_t units) noexcept {
        const WinogradRest* rest = plan_.choice.winograd->rest;
        const std::int32_t tiles = tiles_[0] * tiles_[1] * tiles_[2];
        const auto padded = static_cast<std::int32_t>(padded_tiles(tiles, kernel_, rest));
        const std::int32_t whole = padded / kernel_.tile_pixels * kernel_.tile_pixels;
        const int count = group.nodes();
        if (whole == padded) {
            multiply_part(kernel_.multiply, group, {first_unit, units}, {0, count}, {0, padded});
            return;
        }
        const std::int64_t node_bytes =
            std::int64_t{group.depth} * lanes_ * units * static_cast<std::int64_t>(sizeof(float));
        const auto together = static_cast<int>(std::clamp<std::int64_t>(kRestBytes / node_bytes, 1, count));
        for (int node = 0; node < count; node += together) {
            const Range nodes{node, std::min(node + together, count)};
            if (whole > 0) multiply_part(kernel_.multiply, group, {first_unit, units}, nodes, {0, whole});
            multiply_part(rest->multiply, group, {first_unit, units}, nodes, {whole, padded});
        }
    }

    struct Units {
        std::int32_t first, count;
    };
    /// The kernel is stated with all nodes and units that follow: a multiply asks for what comes next ahead.
    void multiply_part(contract::WinogradMultiplyFn function, const WinogradGroup& group, const Units& units,
                       const Range& nodes, const Range& tiles) noexcept {
        const std::int64_t c = group.depth;
        const StridedBuffer<3> from(
            nodes_ + std::int64_t{nodes.begin} * group.node_stride +
                std::int64_t{tiles.begin} * group.tile_pitch,
            {{group.depth, 1}, {tiles.size(), group.tile_pitch}, {nodes.size(), group.node_stride}});
        const StridedBuffer<4> kernel(
            packed_ + group.packed_offset + units.first * group.unit_stride + nodes.begin * c * lanes_,
            {{lanes_, 1},
             {group.depth, lanes_},
             {group.nodes() - nodes.begin, c * lanes_},
             {group.rows * group.row_units() - units.first, group.unit_stride}});
        const StridedBuffer<4> products(
            products_ + std::int64_t{nodes.begin} * group.product_stride + std::int64_t{tiles.begin} * lanes_,
            {{lanes_, 1},
             {tiles.size(), lanes_},
             {nodes.size(), group.product_stride},
             {units.count, std::int64_t{group.product_stride} * group.nodes()}});
        function(from.get(), kernel.get(), products.get());
    }

    PhaseBlock block_of(const std::array<const Phase*, 3>& phases) const noexcept {
        PhaseBlock block;
        for (std::size_t d = 0; d < 3; ++d) {
            const Phase& phase = *phases[d];
            if (d == 2 && merges_images()) {
                block.extent[d] = tiles_[d];
                block.reached[d] = {0, tiles_[d]};
                continue;
            }
            block.first[d] = std::max(0, positions_[d].begin - phase.first_input);
            block.extent[d] = std::min(phase.outputs, positions_[d].end - phase.first_input) - block.first[d];
            block.skip[d] = phase.first_input + block.first[d] - positions_[d].begin;
            block.output[d] = std::int64_t{block.first[d]} * p_.axis[d].stride + phase.residue;
            const Range reached = reached_outputs(phase, p_.axis[d].in);
            block.reached[d] = {std::max(0, reached.begin - block.first[d]),
                                std::min(block.extent[d], reached.end - block.first[d])};
        }
        return block;
    }

    std::int64_t z_output_stride() const noexcept {
        return merges_images() ? p_.output_batch_stride
                               : std::int64_t{p_.output_stride[2]} * p_.axis[2].stride;
    }

    /// Outputs of one unit, from its products.
    void finish_unit(const WinogradGroup& group, std::int32_t unit, std::int32_t index) noexcept {
        const std::int32_t x = unit % group.row_units();
        const std::int32_t row = unit / group.row_units();
        const PhaseBlock block = block_of(phases_of(group, x, row));
        const Products products{group,
                                products_ + index * std::int64_t{group.product_stride} * group.nodes()};
        if (p_.channels_last) {
            if (!block.empty()) write_last(block, channel_of(row), products);
            return;
        }
        float* kept = scratch_;
        if (lead_.joined > 1) kept += (row - rows_.begin) * lead_.row_elements;
        if (!block.empty()) write_row(block, channel_of(row), products, kept);
        if (lead_.joined == 1 && x == group.row_units() - 1) turn_rows(block, channel_of(row), kept);
    }

    /// The first output channel of a row.
    std::int32_t channel_of(std::int32_t row) const noexcept {
        return std::min(row % channel_blocks(p_, kernel_) * lanes_, p_.out_channels - lanes_);
    }

    std::array<const Phase*, 3> phases_of(const WinogradGroup& group, std::int32_t x,
                                          std::int32_t row) const noexcept {
        const std::int32_t yz = row / channel_blocks(p_, kernel_);
        const auto y_phases = static_cast<std::int32_t>(group.axis[1].phases.size());
        const auto at = [&](std::size_t d, std::int32_t i) {
            return &group.axis[d].phases[static_cast<std::size_t>(i)];
        };
        return {at(0, x), at(1, yz % y_phases), at(2, yz / y_phases)};
    }

    void turn_kept_rows() noexcept {
        for (std::int32_t row = rows_.begin; row < rows_.end; ++row) {
            turn_rows(block_of(phases_of(lead_, 0, row)), channel_of(row),
                      scratch_ + (row - rows_.begin) * lead_.row_elements);
        }
    }

    /// Those of one unit.
    struct Products {
        const WinogradGroup& group;
        const float* values;
    };

    void call_outputs(const PhaseBlock& block, std::int32_t channel, const Products& from, float* to,
                      const std::array<std::int64_t, 3>& stride) noexcept {
        const StridedBuffer<5> products(from.values,
                                        {{lanes_, 1},
                                         {tiles_[0], lanes_},
                                         {tiles_[1], std::int64_t{lanes_} * tiles_[0]},
                                         {tiles_[2], std::int64_t{lanes_} * tiles_[0] * tiles_[1]},
                                         {from.group.nodes(), from.group.product_stride}});
        const StridedBuffer<1> bias(bias_ == nullptr ? kNoBias : bias_ + channel, {{lanes_, 1}});
        const StridedBuffer<4> outputs(to, {{lanes_, 1},
                                            {block.extent[0], stride[0]},
                                            {block.extent[1], stride[1]},
                                            {block.extent[2], stride[2]}});
        from.group.transforms->outputs(products.get(), bias.get(), block.skip[0], block.skip[1],
                                       block.skip[2], plan_.alpha, plan_.lower, plan_.upper, outputs.get());
        if (!block.all_reached()) set_unreached(block, channel, to, stride);
        if (plan_.curved) {
            for (std::int64_t z = 0; z < block.extent[2]; ++z) {
                const StridedBuffer<3> values(
                    to + z * stride[2],
                    {{lanes_, 1}, {block.extent[0], stride[0]}, {block.extent[1], stride[1]}});
                block_functions(kernel_.isa).activate(static_cast<std::int32_t>(plan_.curve), values.get());
            }
        }
    }

    /// Outputs that no input reaches are the activated bias, bit for bit: sums of a tile's nodes would leave
    /// rounding errors of its other outputs there.
    void set_unreached(const PhaseBlock& block, std::int32_t channel, float* to,
                       const std::array<std::int64_t, 3>& stride) noexcept {
        const auto within = [&](std::size_t d, std::int32_t i) {
            return i >= block.reached[d].begin && i < block.reached[d].end;
        };
        for (std::int32_t z = 0; z < block.extent[2]; ++z) {
            for (std::int32_t y = 0; y < block.extent[1]; ++y) {
                for (std::int32_t x = 0; x < block.extent[0]; ++x) {
                    if (within(0, x) && within(1, y) && within(2, z)) continue;
                    float* pixel = to + x * stride[0] + y * stride[1] + z * stride[2];
                    for (std::int32_t lane = 0; lane < lanes_; ++lane) {
                        pixel[lane] = activated(bias_ == nullptr ? 0.0F : bias_[channel + lane]);
                    }
                }
            }
        }
    }

    float activated(float v) const noexcept {
        if (v < 0) v *= plan_.alpha;
        return v < plan_.lower ? plan_.lower : v > plan_.upper ? plan_.upper : v;
    }

    float* output_at(const std::array<std::int64_t, 3>& output, std::int32_t channel) const noexcept {
        float* at = outputs_ + std::int64_t{channel} * p_.output_channel_stride;
        for (std::size_t d = 0; d < 3; ++d) at += output[d] * p_.output_stride[d];
        return at;
    }

    void write_last(const PhaseBlock& block, std::int32_t channel, const Products& products) noexcept {
        call_outputs(block, channel, products, output_at(block.output, channel),
                     {std::int64_t{p_.output_stride[0]} * p_.axis[0].stride,
                      std::int64_t{p_.output_stride[1]} * p_.axis[1].stride, z_output_stride()});
    }

    RowOutputs row_outputs() const noexcept { return {p_.axis[0], {lead_, block_[0]}}; }

    /// channels_first: the x phases of a row interleave in the scratch, pixel by pixel with dense channels.
    void write_row(const PhaseBlock& block, std::int32_t channel, const Products& products,
                   float* kept) noexcept {
        const Range row = row_outputs().all();
        const std::int64_t width = std::int64_t{row.size()} * lanes_;
        const std::int64_t first = block.output[0] - row.begin;
        call_outputs(block, channel, products, kept + first * lanes_,
                     {std::int64_t{p_.axis[0].stride} * lanes_, width, width * block.extent[1]});
    }

    /// Writes the rows of the scratch where they belong: just what this task has computed of them.
    void turn_rows(const PhaseBlock& block, std::int32_t channel, const float* from) noexcept {
        if (block.extent[1] <= 0 || block.extent[2] <= 0) return;
        const RowOutputs outputs = row_outputs();
        const Range row = outputs.all();
        for (std::int64_t z = 0; z < block.extent[2]; ++z) {
            for (std::int64_t y = 0; y < block.extent[1]; ++y) {
                float* to = output_at({row.begin, block.output[1], block.output[2]}, channel) +
                            y * p_.output_stride[1] * p_.axis[1].stride + z * z_output_stride();
                outputs.for_each_run([&](Range run) {
                    const std::int64_t skipped = run.begin - row.begin;
                    turn_block(block_functions(kernel_.isa), from + skipped * lanes_, lanes_,
                               to + skipped * p_.output_stride[0], p_.output_channel_stride, run.size(),
                               lanes_);
                });
                from += std::int64_t{row.size()} * lanes_;
            }
        }
    }

    const PlanState& plan_;
    const Problem& p_;
    const KernelInfo& kernel_;
    const WinogradGroup& lead_;  ///< further groups that the task computes follow it
    std::int32_t lanes_;
    std::array<std::int32_t, 3> block_{};
    std::array<std::int32_t, 3> tiles_{};
    std::array<Range, 3> positions_{};
    std::int32_t problem_group_ = 0;
    std::int64_t image_ = 0;
    Range rows_;
    float* nodes_ = nullptr;
    float* products_ = nullptr;
    float* scratch_ = nullptr;
    const float* bias_ = nullptr;
    const float* image_in_ = nullptr;
    float* outputs_ = nullptr;
    const float* packed_ = nullptr;
};

}  // namespace

void run_winograd_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                       std::byte* workspace) noexcept {
    WinogradTask(plan, args, task, workspace).run();
}

}  // namespace convt::detail
