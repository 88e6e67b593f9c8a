#include <algorithm>
#include <utility>

#include "base/rounding.hpp"
#include "blocks/stage.hpp"
#include "machine/context_state.hpp"
#include "planning/costs/tier_costs.hpp"
#include "planning/threads/sharing.hpp"
#include "strategies/winograd/winograd_split.hpp"

namespace convt::detail {
namespace {

/// Transformed inputs of a block should stay in L2 beside the kernel that streams through it.
constexpr std::int64_t kNodesTarget = std::int64_t{384} << 10;
/// Units that are multiplied by each node's inputs in turn where L2 does not hold all nodes.
constexpr std::int32_t kUnitsTogether = 4;
/// Lines of one node are a multiple of 4 KiB apart from those of the next when channels and tiles are powers
/// of two, and would share a set of L1: measured, the padding makes the transform of inputs 3 times faster.
constexpr std::int64_t kNodePaddingBytes = 320;
constexpr std::int64_t kProductPaddingBytes = 64;
/// Reading the kernel once takes as long as multiplying it by this many tiles.
constexpr double kKernelTiles = 5;
/// A row that is transposed costs as if it had this many pixels more: measured 1 cycle per element for rows
/// of 69 pixels, 2.4-3.6 for rows of 12 (Zen 4, planes of powers of two). Half of it made blocks of shorter
/// rows, up to 1.15 times as slow.
constexpr double kRowPixels = 24;
/// The same where blocks cut rows: parts begin and end within cache lines that others write.
constexpr double kCutRowPixels = 64;
/// A smaller register tile takes so much more for each of its tiles: more loads, and a call for every few
/// nodes.
constexpr double kRestTileWork = 0.15;
/// Numbers of chunks tried, from those that keep a part of the kernel in cache.
constexpr std::int64_t kMostChunksTried = 12;
constexpr std::int64_t kMostBlocksTried = 12;
/// From so many threads on, smaller blocks are tried: plans of fewer were measured as they are.
constexpr int kManyThreads = 4;
constexpr int kMostHalves = 3;
/// Joined groups keep outputs of so many bytes until all of a row are there.
constexpr std::int64_t kKeptRowsTarget = std::int64_t{512} << 10;
constexpr std::int64_t kFewestKept = kKeptRowsTarget / 4;

std::int32_t up(std::int64_t a, std::int64_t b) noexcept {
    return static_cast<std::int32_t>(divide_up(a, b));
}

class Blocker {
public:
    Blocker(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
            std::vector<WinogradGroup>& joined)
        : p_(problem),
          k_(kernel),
          rest_(find_rest(kernel)),
          tier_(costs_of(kernel)),
          t_(tuning),
          all_(joined),
          g_(joined.front()),
          reach_(reach(joined)) {
        g_.joined = static_cast<std::int32_t>(joined.size());
        for (WinogradGroup& g : all_) {
            for (std::size_t d = 0; d < 3; ++d) g.tiles[d] = g.axis[d].tiles();
            // Images take the place of the axis that the rank lacks, as far as offsets stay within 32 bits.
            if (p_.rank < 3)
                g.tiles[2] = static_cast<std::int32_t>(std::min<std::int64_t>(p_.batch, INT32_MAX));
        }
        const std::int64_t image = std::max({p_.input_batch_stride, p_.output_batch_stride, std::int64_t{1}});
        most_images_ = std::max<std::int64_t>(1, (std::int64_t{1} << 30) / image);
    }

    bool run() {
        const std::int64_t bytes_per_tile = std::int64_t{g_.nodes()} * g_.depth * p_.element_bytes();
        if (t_.block[0] > 0) {
            if (!take_block(bytes_per_tile) || !fits_workspace()) return false;
            choose_chunks();
            return true;
        }
        const auto few_tiles = static_cast<std::int64_t>(tier_.few_tiles);
        std::int64_t limit = std::max(kNodesTarget / bytes_per_tile, few_tiles);
        // A block that does not fit the workspace is made smaller until it does.
        for (; limit > 0; limit = limit / 2) {
            choose_tiles(limit);
            if (fits_workspace()) break;
        }
        if (limit == 0) return false;
        choose_chunks();
        if (p_.threads >= kManyThreads) try_smaller_blocks(limit);
        return true;
    }

private:
    using Tiles = std::array<std::int32_t, 3>;

    /// Where tasks are too few for all threads, smaller blocks read the kernel more often, but the busiest
    /// thread may be done earlier.
    void try_smaller_blocks(std::int64_t limit) {
        std::vector<WinogradGroup> best = all_;
        double fewest = busiest_cycles();
        for (int halves = 0; halves < kMostHalves && g_.tasks < wanted_tasks(p_.threads); ++halves) {
            limit /= 2;
            if (limit == 0) break;
            choose_tiles(limit);
            if (!fits_workspace()) break;
            choose_chunks();
            const double cycles = busiest_cycles();
            if (cycles >= fewest) continue;
            fewest = cycles;
            best = all_;
        }
        all_ = std::move(best);
    }

    /// A block that does not fit keeps fewer rows.
    bool fits_workspace() {
        kept_bytes_ = kKeptRowsTarget;
        set_bytes();
        while (g_.workspace_bytes() > kWorkspaceBytes && kept_bytes_ > kFewestKept) {
            kept_bytes_ /= 2;
            set_bytes();
        }
        return g_.workspace_bytes() <= kWorkspaceBytes;
    }

    /// Tries evenly split blocks of at most `limit` tiles and takes those with the least work: whole register
    /// tiles, the kernel read once per block, and inputs and outputs moved.
    void choose_tiles(std::int64_t limit) {
        double least = 0;
        std::int32_t before = 0;
        for (std::int32_t cuts = 1; cuts <= kMostBlocksTried; ++cuts) {
            const std::int32_t x = up(g_.tiles[0], cuts);
            if (x == before) continue;
            before = x;
            const std::int32_t fitting_x = static_cast<std::int32_t>(std::min<std::int64_t>(x, limit));
            const std::int32_t y = evenly(g_.tiles[1], limit / fitting_x);
            const std::int32_t z = evenly(g_.tiles[2], std::min(limit / fitting_x / y, z_limit()));
            const Tiles block{fitting_x, y, z};
            double cost = stage_cycles(block) + transpose_cycles(block);
            for (const WinogradGroup& g : all_) cost += multiply_cycles(g, block);
            if (cuts == 1 || cost < least) {
                least = cost;
                g_.block_tiles = block;
            }
            if (x == 1) break;
        }
        set_blocks();
    }
    /// The block that the tuning states, as far as the group has tiles; images fill what is left of the
    /// limit.
    bool take_block(std::int64_t bytes_per_tile) {
        const std::int64_t most = static_cast<std::int64_t>(kWorkspaceBytes) / bytes_per_tile;
        std::int64_t tiles = 1;
        for (int d = 0; d < p_.rank; ++d) {
            const auto axis = static_cast<std::size_t>(p_.rank - 1 - d);
            g_.block_tiles[axis] = static_cast<std::int32_t>(
                std::min<std::int64_t>(g_.tiles[axis], t_.block[static_cast<std::size_t>(d)]));
            tiles *= g_.block_tiles[axis];
            if (tiles > most) return false;
        }
        const std::int64_t images = std::min(kNodesTarget / bytes_per_tile / tiles, most_images_);
        if (p_.rank < 3) g_.block_tiles[2] = evenly(g_.tiles[2], images);
        set_blocks();
        return true;
    }
    void set_blocks() {
        std::array<std::int32_t, 3> blocks{};
        for (WinogradGroup& g : all_) {
            g.block_tiles = block_of(g, g_.block_tiles);
            const std::int64_t tiles = std::int64_t{g.block_tiles[0]} * g.block_tiles[1] * g.block_tiles[2];
            g.padded_tiles = static_cast<std::int32_t>(padded_tiles(tiles, k_, rest_));
            g.all_tiles = work(g, g.block_tiles, 0);
            for (std::size_t d = 0; d < 3; ++d)
                blocks[d] = std::max(blocks[d], up(g.tiles[d], g.block_tiles[d]));
        }
        for (WinogradGroup& g : all_) g.blocks = blocks;
        g_.stage_cycles = stage_cycles(g_.block_tiles);
        g_.transpose_cycles = transpose_cycles(g_.block_tiles);
    }
    /// The block of a joined group that covers as many positions as `lead` of the first one.
    Tiles block_of(const WinogradGroup& g, const Tiles& lead) const {
        Tiles block = lead;
        block[0] = lead[0] * g_.axis[0].outputs / g.axis[0].outputs;
        return block;
    }
    /// Positions along x that the inputs of a block exceed it by.
    static std::int32_t reach(const std::vector<WinogradGroup>& joined) {
        std::int32_t first = INT32_MAX;
        std::int32_t last = INT32_MIN;
        for (const WinogradGroup& g : joined) {
            const WinogradAxis& x = g.axis[0];
            first = std::min(first, x.positions.begin - x.all_taps() + 1);
            last = std::max(last, x.positions.begin);
        }
        return last - first;
    }
    std::int64_t z_limit() const { return p_.rank < 3 ? most_images_ : INT32_MAX; }

    /// The largest even share of `tiles` that is at most `most`.
    static std::int32_t evenly(std::int32_t tiles, std::int64_t most) {
        const std::int64_t cuts = up(tiles, std::max<std::int64_t>(most, 1));
        return up(tiles, std::max<std::int64_t>(cuts, 1));
    }
    /// Tiles that all blocks of this size multiply, with `extra` for each. Blocks at the end of an axis take
    /// what is left.
    double work(const WinogradGroup& g, const Tiles& block, double extra) const {
        Tiles left{};
        Tiles whole{};
        for (std::size_t d = 0; d < 3; ++d) {
            whole[d] = g.tiles[d] / block[d];
            left[d] = g.tiles[d] - whole[d] * block[d];
        }
        double sum = 0;
        for (int corner = 0; corner < 8; ++corner) {
            double blocks = 1;
            std::int64_t tiles = 1;
            for (std::size_t d = 0; d < 3; ++d) {
                const bool last = (corner >> d & 1) != 0;
                tiles *= last ? left[d] : block[d];
                if (!last) blocks *= whole[d];
            }
            if (tiles > 0 && blocks > 0) sum += blocks * (tile_work(tiles) + extra);
        }
        return sum;
    }

    /// Tiles in whole register tiles, those of the smaller one at what they take.
    double tile_work(std::int64_t tiles) const {
        const std::int64_t padded = padded_tiles(tiles, k_, rest_);
        return double(padded) + kRestTileWork * double(padded % k_.tile_pixels);
    }

    double multiply_cycles(const WinogradGroup& g, const Tiles& lead) const {
        const double tile = double(g.nodes()) * g.depth * g.rows * g.row_units() * k_.channel_block /
                            tier_.lanes / tier_.fmas;
        return work(g, block_of(g, lead), kKernelTiles) * tile;
    }

    double count_blocks(const Tiles& block) const {
        double count = 1;
        for (std::size_t d = 0; d < 3; ++d) count *= up(g_.tiles[d], block[d]);
        return count;
    }
    double covered(const Tiles& block, std::size_t d) const { return double(block[d]) * g_.axis[d].outputs; }

    double stage_cycles(const Tiles& block) const {
        double window = p_.in_channels * count_blocks(block);
        for (std::size_t d = 1; d < 3; ++d) window *= covered(block, d) + g_.axis[d].all_taps() - 1;
        const double width = covered(block, 0) + reach_;
        return p_.inputs_channels_last ? window * width * tier_.move_element
                                       : window * (width + row_pixels(block)) * tier_.transpose_element;
    }
    double transpose_cycles(const Tiles& block) const {
        if (p_.channels_last) return 0;
        double rows = p_.out_channels * count_blocks(block);
        for (std::size_t d = 1; d < 3; ++d) rows *= covered(block, d) * double(g_.axis[d].phases.size());
        const double width = covered(block, 0) * std::min(p_.axis[0].stride, p_.axis[0].out);
        return rows * (width + row_pixels(block)) * tier_.transpose_element;
    }
    double row_pixels(const Tiles& block) const {
        return block[0] < g_.tiles[0] ? kCutRowPixels : kRowPixels;
    }

    std::size_t lines(std::int64_t elements) const { return element_lines(elements, p_.element_bytes()); }

    void set_bytes() {
        std::int64_t window = p_.in_channels;
        std::int64_t positions = k_.channel_block;
        for (std::size_t d = 0; d < 3; ++d) {
            const std::int64_t covered = std::int64_t{g_.block_tiles[d]} * g_.axis[d].outputs;
            window *= covered + (d == 0 ? reach_ : g_.axis[d].all_taps() - 1);
            positions *= d == 0 && !p_.channels_last ? row_outputs(covered) : covered;
        }
        g_.stage_bytes = lines(window);
        g_.nodes_bytes = g_.products_bytes = 0;
        for (WinogradGroup& g : all_) set_node_bytes(g);
        // In channels_last, outputs of a unit wait to be narrowed.
        g_.row_elements = p_.channels_last && !p_.narrows() ? 0 : positions;
        // A chunk has one row more where the last channel block overlaps.
        const std::int64_t rows = g_.joined == 1 ? 1 : std::min(kept_rows() + 1, g_.rows);
        g_.scratch_bytes = lines(g_.row_elements * rows);
    }
    /// Outputs from the first to the last that all phases have at so many positions along x.
    std::int64_t row_outputs(std::int64_t positions) const {
        const Axis& x = p_.axis[0];
        std::int64_t first = INT64_MAX;
        std::int64_t last = INT64_MIN;
        for (const WinogradGroup& g : all_) {
            for (const Phase& phase : g.axis[0].phases) {
                first = std::min(first, first_output(phase, x));
                last = std::max(last, first_output(phase, x));
            }
        }
        return std::min<std::int64_t>(x.out, (positions - 1) * x.stride + last - first + 1);
    }
    void set_node_bytes(WinogradGroup& g) {
        g.tile_pitch = pixel_pitch(g.depth, p_.element_bytes());
        const std::int64_t values = std::int64_t{g.tile_pitch} * g.padded_tiles;
        g.node_stride = static_cast<std::int32_t>(values + kNodePaddingBytes / p_.element_bytes());
        g.product_stride = static_cast<std::int32_t>(std::int64_t{k_.channel_block} * g.padded_tiles +
                                                     kProductPaddingBytes / p_.element_bytes());
        const bool cached =
            values * g.nodes() * p_.element_bytes() <= static_cast<std::int64_t>(tier_.nodes_in_cache);
        const std::int64_t units = t_.units_together > 0 ? t_.units_together : cached ? 1 : kUnitsTogether;
        g.units_per_multiply =
            static_cast<std::int32_t>(std::min<std::int64_t>(units, g.rows * g.row_units()));
        g_.nodes_bytes = std::max(g_.nodes_bytes, lines(std::int64_t{g.nodes()} * g.node_stride));
        g_.products_bytes = std::max(
            g_.products_bytes, lines(std::int64_t{g.nodes()} * g.product_stride * g.units_per_multiply));
    }
    /// Rows whose outputs joined groups keep.
    std::int32_t kept_rows() const {
        const std::int64_t row = g_.row_elements * p_.element_bytes();
        const std::int64_t bytes = std::max<std::int64_t>(row, 1);
        return static_cast<std::int32_t>(
            std::clamp<std::int64_t>(kept_bytes_ / bytes, 2, std::max<std::int64_t>(g_.rows, 2)));
    }

    /// Blocks of tiles are split first; chunks transform the same inputs again.
    void choose_chunks() {
        std::int64_t tasks = std::int64_t{g_.blocks[0]} * g_.blocks[1] * g_.blocks[2] * p_.groups;
        if (p_.rank == 3) tasks *= p_.batch;
        std::int64_t kernel_bytes = 0;
        for (const WinogradGroup& g : all_) {
            kernel_bytes += g.unit_stride * g.row_units() * g.rows * p_.element_bytes();
        }
        const std::int64_t least = g_.joined == 1 ? 1 : divide_up(g_.rows, kept_rows());
        // Each part of the kernel comes from L3 for all blocks but the first.
        const auto part = static_cast<std::int64_t>(tier_.kernel_part);
        const std::int64_t parts = std::max(least, tasks > 1 ? divide_up(kernel_bytes, part) : 1);
        set_chunks(t_.channel_parts > 0 ? std::max<std::int64_t>(t_.channel_parts, least)
                                        : balanced_parts(tasks, parts));
        for (WinogradGroup& g : all_) {
            g.chunk_rows = g_.chunk_rows;
            g.chunks = g_.chunks;
        }
        g_.tasks = tasks * g_.chunks;
    }
    void set_chunks(std::int64_t wanted) {
        g_.chunk_rows = up(g_.rows, std::min<std::int64_t>(wanted, g_.rows));
        // The last channel block may overlap the one before: one chunk has both.
        if (p_.out_channels % k_.channel_block != 0) g_.chunk_rows = std::max(g_.chunk_rows, 2);
        g_.chunks = up(g_.rows, g_.chunk_rows);
    }
    WinogradGroupCycles all_cycles() const {
        WinogradGroupCycles cycles;
        for (const WinogradGroup& g : all_) {
            const WinogradGroupCycles own = winograd_group_cycles(p_, k_, g, 0);
            cycles.per_chunk += own.per_chunk;
            cycles.once += own.once;
        }
        return cycles;
    }
    /// Of all threads until the busiest is done, with the chunks of the moment.
    double busiest_cycles(const WinogradGroupCycles& cycles, std::int64_t tasks) const {
        // All chunks but the last are whole.
        const double whole = double(g_.chunks) * g_.chunk_rows / g_.rows;
        return (g_.chunks * cycles.per_chunk + whole * cycles.once) * imbalance(tasks, p_.threads);
    }
    double busiest_cycles() const { return busiest_cycles(all_cycles(), g_.tasks); }

    /// Parts, `least` or more, with which the busiest thread is done first.
    std::int64_t balanced_parts(std::int64_t tasks, std::int64_t least) {
        if (p_.threads == 1 || tasks == 0) return least;
        const WinogradGroupCycles cycles = all_cycles();
        std::int64_t best = least;
        double fewest = 0;
        for (std::int64_t parts = least; parts < least + kMostChunksTried; ++parts) {
            set_chunks(parts);
            const double busiest = busiest_cycles(cycles, tasks * g_.chunks);
            if (parts == least || busiest < fewest) {
                fewest = busiest;
                best = parts;
            }
        }
        return best;
    }

    const Problem& p_;
    const KernelInfo& k_;
    const WinogradRest* rest_;
    const TierCosts& tier_;
    const Tuning& t_;
    std::vector<WinogradGroup>& all_;
    WinogradGroup& g_;
    std::int32_t reach_;
    std::int64_t kept_bytes_ = kKeptRowsTarget;
    std::int64_t most_images_;
};

}  // namespace

bool block_winograd(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                    std::vector<WinogradGroup>& joined) {
    return Blocker(problem, kernel, tuning, joined).run();
}

}  // namespace convt::detail
