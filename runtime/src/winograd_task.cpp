#include "winograd_task.hpp"

#include <algorithm>

#include "buffers.hpp"
#include "stage.hpp"
#include "turn.hpp"
#include "winograd.hpp"

namespace convt::detail {
namespace {

/// Stands for a bias that the caller does not give; as long as the widest channel block.
constexpr float kNoBias[contract::kMaxWinogradBlock] = {};

/// Outputs of one phase in a block, by axis: the first output's q, their number, and how many positions of
/// the first tile lie before them.
struct PhaseBlock {
    std::array<std::int32_t, 3> first{};
    std::array<std::int32_t, 3> extent{};
    std::array<std::int32_t, 3> skip{};
    std::array<std::int64_t, 3> output{};  ///< position of the first output
    [[nodiscard]] bool empty() const noexcept { return extent[0] <= 0 || extent[1] <= 0 || extent[2] <= 0; }
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
          g_(group_of(*plan.choice.winograd, task)),
          lanes_(kernel_.channel_block) {
        locate(task - g_.first_task);
        nodes_ = reinterpret_cast<float*>(workspace);
        stage_ = nodes_ + g_.nodes_bytes / sizeof(float);
        products_ = stage_;
        scratch_ = products_ + g_.products_bytes / sizeof(float);
        const std::int64_t out_channel = std::int64_t{problem_group_} * p_.out_channels;
        bias_ = args.bias == nullptr ? nullptr : args.bias + out_channel;
        image_in_ = args.inputs + image_ * p_.input_batch_stride +
                    std::int64_t{problem_group_} * p_.in_channels * p_.input_channel_stride;
        outputs_ = args.outputs + image_ * p_.output_batch_stride + out_channel * p_.output_channel_stride;
        packed_ = args.packed + problem_group_ * plan.group_stride + g_.packed_offset;
    }

    void run() noexcept {
        transform_inputs();
        const std::int32_t end = rows_.end * g_.row_units();
        for (std::int32_t unit = rows_.begin * g_.row_units(); unit < end; unit += g_.units_per_multiply) {
            const std::int32_t count = std::min(g_.units_per_multiply, end - unit);
            multiply(unit, count);
            for (std::int32_t u = 0; u < count; ++u) finish_unit(unit + u, u);
        }
    }

private:
    bool merges_images() const noexcept { return p_.rank < 3; }

    /// Chunks are outermost, so that neighbours in time share the kernel.
    void locate(std::int64_t task) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            const auto block = static_cast<std::int32_t>(task % g_.blocks[d]);
            task /= g_.blocks[d];
            const std::int32_t first = block * g_.block_tiles[d];
            tiles_[d] = std::min(g_.block_tiles[d], g_.tiles[d] - first);
            const WinogradAxis& axis = g_.axis[d];
            const std::int32_t begin = axis.positions.begin + first * axis.outputs;
            positions_[d] = {begin, begin + tiles_[d] * axis.outputs};
        }
        problem_group_ = static_cast<std::int32_t>(task % p_.groups);
        task /= p_.groups;
        if (merges_images()) {
            image_ = positions_[2].begin - g_.axis[2].positions.begin;
        } else {
            image_ = task % p_.batch;
            task /= p_.batch;
        }
        const auto chunk = static_cast<std::int32_t>(task);
        rows_ = {chunk_begin(chunk), chunk_begin(chunk + 1)};
    }

    /// A last channel block that overlaps the one before stays in its chunk: no two tasks write one output.
    std::int32_t chunk_begin(std::int32_t chunk) const noexcept {
        const std::int32_t row = std::min(chunk * g_.chunk_rows, g_.rows);
        const std::int32_t blocks = channel_blocks(p_, kernel_);
        const bool overlaps = p_.out_channels % lanes_ != 0 && blocks > 1;
        return overlaps && row < g_.rows && row % blocks == blocks - 1 ? row + 1 : row;
    }

    void transform_inputs() noexcept {
        Window window{};
        for (std::size_t d = 0; d < 3; ++d) {
            window[d] = {positions_[d].begin - g_.axis[d].taps + 1, positions_[d].end};
        }
        const std::int32_t images = merges_images() ? tiles_[2] : 1;
        if (merges_images()) window[2] = {0, 1};
        InputView view = view_in_place(p_, image_in_);
        std::int64_t z_stride = merges_images() ? p_.input_batch_stride : view.stride[2];
        if (!inside(window)) {
            z_stride = std::int64_t{window[0].size()} * window[1].size() * p_.in_channels;
            for (std::int32_t i = 0; i < images; ++i) {
                view = stage_window(p_, kernel_, image_in_ + i * p_.input_batch_stride, window,
                                    stage_ + i * z_stride);
            }
            view.base = stage_;
        }
        const float* first = view.base;
        for (std::size_t d = 0; d < 3; ++d) {
            first += std::int64_t{window[d].begin - view.first[d]} * view.stride[d];
        }
        const std::int32_t depth = merges_images() ? images : window[2].size();
        const std::int64_t c = p_.in_channels;
        const StridedBuffer<4> inputs(first, {{p_.in_channels, 1},
                                              {window[0].size(), view.stride[0]},
                                              {window[1].size(), view.stride[1]},
                                              {depth, z_stride}});
        const StridedBuffer<5> nodes(nodes_, {{p_.in_channels, 1},
                                              {tiles_[0], c},
                                              {tiles_[1], c * tiles_[0]},
                                              {tiles_[2], c * tiles_[0] * tiles_[1]},
                                              {g_.nodes(), g_.node_stride}});
        g_.transforms->inputs(inputs.get(), nodes.get());
    }

    bool inside(const Window& window) const noexcept {
        if (!p_.channels_last) return false;
        for (std::size_t d = 0; d < 3; ++d) {
            if (window[d].begin < 0 || window[d].end > p_.axis[d].in) return false;
        }
        return true;
    }

    /// Tiles of this block in whole register tiles.
    std::int32_t padded_tiles() const noexcept {
        const std::int32_t tiles = tiles_[0] * tiles_[1] * tiles_[2];
        return (tiles + kernel_.tile_pixels - 1) / kernel_.tile_pixels * kernel_.tile_pixels;
    }

    void multiply(std::int32_t first_unit, std::int32_t units) noexcept {
        const std::int64_t c = p_.in_channels;
        const StridedBuffer<3> nodes(
            nodes_, {{p_.in_channels, 1}, {padded_tiles(), c}, {g_.nodes(), g_.node_stride}});
        const StridedBuffer<4> kernel(
            packed_ + first_unit * g_.unit_stride,
            {{lanes_, 1}, {p_.in_channels, lanes_}, {g_.nodes(), c * lanes_}, {units, g_.unit_stride}});
        const StridedBuffer<4> products(products_, {{lanes_, 1},
                                                    {padded_tiles(), lanes_},
                                                    {g_.nodes(), g_.product_stride},
                                                    {units, std::int64_t{g_.product_stride} * g_.nodes()}});
        kernel_.multiply(nodes.get(), kernel.get(), products.get());
    }

    PhaseBlock block_of(const std::array<const Phase*, 3>& phases) const noexcept {
        PhaseBlock block;
        for (std::size_t d = 0; d < 3; ++d) {
            const Phase& phase = *phases[d];
            if (d == 2 && merges_images()) {
                block.extent[d] = tiles_[d];
                continue;
            }
            block.first[d] = std::max(0, positions_[d].begin - phase.first_input);
            block.extent[d] = std::min(phase.outputs, positions_[d].end - phase.first_input) - block.first[d];
            block.skip[d] = phase.first_input + block.first[d] - positions_[d].begin;
            block.output[d] = std::int64_t{block.first[d]} * p_.axis[d].stride + phase.residue;
        }
        return block;
    }

    std::int64_t z_output_stride() const noexcept {
        return merges_images() ? p_.output_batch_stride
                               : std::int64_t{p_.output_stride[2]} * p_.axis[2].stride;
    }

    /// Outputs of one unit, from its products.
    void finish_unit(std::int32_t unit, std::int32_t index) noexcept {
        const std::int32_t x = unit % g_.row_units();
        const std::int32_t row = unit / g_.row_units();
        const std::int32_t blocks = channel_blocks(p_, kernel_);
        const std::int32_t channel = std::min(row % blocks * lanes_, p_.out_channels - lanes_);
        const auto y_phases = static_cast<std::int32_t>(g_.axis[1].phases.size());
        const auto at = [&](std::size_t d, std::int32_t i) {
            return &g_.axis[d].phases[static_cast<std::size_t>(i)];
        };
        const std::array<const Phase*, 3> phases{at(0, x), at(1, row / blocks % y_phases),
                                                 at(2, row / blocks / y_phases)};
        const PhaseBlock block = block_of(phases);
        if (p_.channels_last) {
            if (!block.empty()) write_last(block, channel, index);
        } else {
            if (!block.empty()) write_row(block, channel, index);
            if (x == g_.row_units() - 1) turn_rows(block, channel);
        }
    }

    void call_outputs(const PhaseBlock& block, std::int32_t channel, std::int32_t index, float* to,
                      const std::array<std::int64_t, 3>& stride) noexcept {
        const StridedBuffer<5> products(products_ + index * std::int64_t{g_.product_stride} * g_.nodes(),
                                        {{lanes_, 1},
                                         {tiles_[0], lanes_},
                                         {tiles_[1], std::int64_t{lanes_} * tiles_[0]},
                                         {tiles_[2], std::int64_t{lanes_} * tiles_[0] * tiles_[1]},
                                         {g_.nodes(), g_.product_stride}});
        const StridedBuffer<1> bias(bias_ == nullptr ? kNoBias : bias_ + channel, {{lanes_, 1}});
        const StridedBuffer<4> outputs(to, {{lanes_, 1},
                                            {block.extent[0], stride[0]},
                                            {block.extent[1], stride[1]},
                                            {block.extent[2], stride[2]}});
        g_.transforms->outputs(products.get(), bias.get(), block.skip[0], block.skip[1], block.skip[2],
                               plan_.alpha, plan_.lower, plan_.upper, outputs.get());
        if (plan_.curved) {
            for (std::int64_t z = 0; z < block.extent[2]; ++z) {
                const StridedBuffer<3> values(
                    to + z * stride[2],
                    {{lanes_, 1}, {block.extent[0], stride[0]}, {block.extent[1], stride[1]}});
                block_functions(kernel_.isa).activate(static_cast<std::int32_t>(plan_.curve), values.get());
            }
        }
    }

    float* output_at(const std::array<std::int64_t, 3>& output, std::int32_t channel) const noexcept {
        float* at = outputs_ + std::int64_t{channel} * p_.output_channel_stride;
        for (std::size_t d = 0; d < 3; ++d) at += output[d] * p_.output_stride[d];
        return at;
    }

    void write_last(const PhaseBlock& block, std::int32_t channel, std::int32_t index) noexcept {
        call_outputs(block, channel, index, output_at(block.output, channel),
                     {std::int64_t{p_.output_stride[0]} * p_.axis[0].stride,
                      std::int64_t{p_.output_stride[1]} * p_.axis[1].stride, z_output_stride()});
    }

    /// Output positions of the block along x, all phases.
    Range row_positions() const noexcept {
        Range row{p_.axis[0].out, 0};
        for (const Phase& phase : g_.axis[0].phases) {
            const std::int32_t first = std::max(0, positions_[0].begin - phase.first_input);
            const std::int32_t end = std::min(phase.outputs, positions_[0].end - phase.first_input);
            if (end <= first) continue;
            row.begin = std::min(row.begin, first * p_.axis[0].stride + phase.residue);
            row.end = std::max(row.end, (end - 1) * p_.axis[0].stride + phase.residue + 1);
        }
        return row;
    }

    /// channels_first: the x phases of a row interleave in the scratch, pixel by pixel with dense channels.
    void write_row(const PhaseBlock& block, std::int32_t channel, std::int32_t index) noexcept {
        const Range row = row_positions();
        const std::int64_t width = std::int64_t{row.size()} * lanes_;
        const std::int64_t first = block.output[0] - row.begin;
        call_outputs(block, channel, index, scratch_ + first * lanes_,
                     {std::int64_t{p_.axis[0].stride} * lanes_, width, width * block.extent[1]});
    }

    void turn_rows(const PhaseBlock& block, std::int32_t channel) noexcept {
        const Range row = row_positions();
        if (row.size() == 0 || block.extent[1] <= 0 || block.extent[2] <= 0) return;
        const float* from = scratch_;
        for (std::int64_t z = 0; z < block.extent[2]; ++z) {
            for (std::int64_t y = 0; y < block.extent[1]; ++y) {
                float* to = output_at({row.begin, block.output[1], block.output[2]}, channel) +
                            y * p_.output_stride[1] * p_.axis[1].stride + z * z_output_stride();
                turn_block(block_functions(kernel_.isa), from, lanes_, to, p_.output_channel_stride,
                           row.size(), lanes_);
                from += std::int64_t{row.size()} * lanes_;
            }
        }
    }

    const PlanState& plan_;
    const Problem& p_;
    const KernelInfo& kernel_;
    const WinogradGroup& g_;
    std::int32_t lanes_;
    std::array<std::int32_t, 3> tiles_{};
    std::array<Range, 3> positions_{};
    std::int32_t problem_group_ = 0;
    std::int64_t image_ = 0;
    Range rows_;
    float* stage_ = nullptr;
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
