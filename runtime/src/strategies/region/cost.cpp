#include "strategies/region/cost.hpp"

#include <algorithm>

#include "planning/costs/tier_costs.hpp"
#include "strategies/region/forms.hpp"

namespace convt::detail {
namespace {

/// A sum can take its next product only when the one before is added.
constexpr double kFmaLatency = 4;
/// Input channels that share the address of an AVX-512 tile of one vector (schedules/direct.cpp).
constexpr int kChannelsOfPointer = 8;
/// Tiles of more pixels wait for their outputs' way to memory: 20 to 27 cycles a line with 12 and 16, 6 to 18
/// with 2 to 10 (vnet_64, nnunet_64: Zen 4, 2026-11-27).
constexpr int kFewFarPixels = 10;
constexpr double kLineBytes = 64;
/// What a block's weights may take of L1.
constexpr double kL1Bytes = 24 << 10;
/// The same of L2: with 1 MiB of weights for a phase, tiles of 4 pixels and 64 channels took 1.1 times as
/// long as those of 16 and 16, which read them once; with half of it as long (Zen 4, L2 of 1 MiB,
/// 2026-11-27).
constexpr double kL2Bytes = 768 << 10;

double up(double a, double b) noexcept {
    return static_cast<double>(static_cast<std::int64_t>((a + b - 1) / b));
}

class Estimate {
public:
    Estimate(const Problem& problem, const KernelInfo& kernel, const Blocking& blocking) noexcept
        : p_(problem), k_(kernel), form_(form_of(kernel)), b_(blocking), tier_(costs_of(kernel)) {}

    double cycles() const noexcept {
        const double blocks =
            static_cast<double>(p_.batch) * p_.groups * b_.blocks[0] * b_.blocks[1] * b_.blocks[2];
        if (form_.all_x_phases) return blocks * (depth_rows() + calls() + staging() + turning());
        return blocks * (sums() + weights() + turning() + (b_.in_place ? cutting() : calls() + staging()));
    }
    bool cheaper_in_place() const noexcept {
        Blocking in_place = b_;
        in_place.in_place = true;
        return Estimate(p_, k_, in_place).cycles() < cycles();
    }

private:
    bool planar() const noexcept { return form_.joins_rows; }
    bool rows() const noexcept { return form_.whole_vectors; }
    double pixels() const noexcept { return double(b_.pixels[0]) * b_.pixels[1] * b_.pixels[2]; }

    /// Register tiles of a block per phase and channel block. Short tiles cost as much as whole ones.
    double tiles() const noexcept {
        if (b_.in_place) {
            return std::max(up(pixels(), k_.tile_pixels), regions() / static_cast<double>(p_.phases()));
        }
        return register_tiles(p_, k_, form_, b_.pixels);
    }
    /// One step of the innermost loop: as fast as FMAs or loads allow.
    double step() const noexcept {
        if (form_.lanes_are_inputs) {
            const double sums = double(k_.channel_block) * k_.tile_pixels;
            return std::max(
                {sums / tier_.fmas, double(k_.channel_block + k_.tile_pixels) / tier_.loads, kFmaLatency});
        }
        const bool planes = planar() || rows();
        const double channels = planes ? k_.channel_block : up(k_.channel_block, tier_.lanes);
        const double pixel_loads = planes ? k_.tile_pixels / tier_.lanes : k_.tile_pixels;
        const double fmas = channels * pixel_loads;
        // A depthwise tile's pixels share inputs between neighbouring taps.
        const double addresses = planes ? 0 : address_loads(k_, turns_of_pointers());
        const double vectors = planes ? pixel_loads : channels;
        const double broadcasts = planes ? channels : pixel_loads;
        const double loads = p_.depthwise
                                 ? (fmas / 2 + 2 * channels) / tier_.loads
                                 : (vectors + addresses) / tier_.loads + broadcasts / tier_.broadcasts;
        const double ideal = std::max({fmas / tier_.fmas, loads, kFmaLatency});
        return planar() ? ideal * tier_.planar_slowdown : ideal;
    }
    /// Input channels that share an address: AVX-512's tiles of one vector keep pointers for several
    /// (schedules/strategies/direct.cpp).
    int turns_of_pointers() const noexcept {
        return form_.prefetches_weights && k_.isa == Isa::avx512 && k_.channel_block == tier_.lanes
                   ? kChannelsOfPointer
                   : 1;
    }
    /// Taps that all phases together run for some pixel: every one, but no more than there are inputs to meet
    /// where a block has one pixel along an axis or is cut into regions of the same taps.
    double taps() const noexcept {
        double taps = 1;
        for (std::size_t d = 0; d < 3; ++d) {
            const Axis& axis = p_.axis[d];
            const double reached =
                b_.pixels[d] == 1 || b_.in_place ? double(axis.in) * axis.stride : double(axis.kernel);
            taps *= std::min(reached, double(axis.kernel));
        }
        return taps;
    }
    /// The same for a pixel on average: those of regions cut at the borders meet inputs.
    double taps_of_pixel() const noexcept {
        if (!b_.in_place) return taps();
        double taps = 1;
        for (std::size_t d = 0; d < 3; ++d) {
            taps *= static_cast<double>(p_.cuts[d].products) / longest_phase(p_.axis[d]);
        }
        return taps;
    }
    /// Every tile but the first reads a block's weights from L2 or beyond, unless they fit L1. Tiles that
    /// meet few of the taps read others' weights not at all.
    double rereading() const noexcept {
        const double lanes = form_.lanes_are_inputs ? tier_.lanes : 1;
        const double bytes = lanes * k_.channel_block * static_cast<double>(p_.element_bytes());
        const double panel = taps() / static_cast<double>(p_.phases()) * p_.in_channels / lanes * bytes;
        if (planar() || rows() || p_.depthwise || panel <= kL1Bytes) return 0;
        const double passes = std::max(1.0, tiles() * taps() / static_cast<double>(p_.taps()));
        const double from = panel > kL2Bytes ? tier_.l3_bytes : tier_.l2_bytes;
        return std::max(0.0, bytes / from - step()) * (passes - 1) / passes;
    }
    /// Storing a tile. A pixel's channels are one run of stores; runs to memory cost more than their length.
    double storing() const noexcept {
        const double elements = double(k_.channel_block) * k_.tile_pixels;
        if (form_.lanes_are_inputs) return elements * tier_.inner_sum;
        if (rows()) {
            const double lines = elements * static_cast<double>(p_.element_bytes()) / kLineBytes;
            const double waiting = p_.output_bytes() > kFarOutputBytes ? lines - tier_.far_lines : 0;
            return elements / tier_.lanes * tier_.rows_store * k_.tile_outputs +
                   std::max(0.0, waiting) * tier_.rows_far_line;
        }
        // A depthwise tile's channel blocks follow each other, and so do their runs.
        const bool far = p_.channels_last && !p_.depthwise && p_.output_bytes() > kFarOutputBytes;
        const double store = p_.channels_last ? tier_.store_strided : tier_.store_close;
        const double stores = planar() ? elements * store : 2 * elements / tier_.lanes;
        if (planar() && !p_.channels_last && p_.output_bytes() > kFarOutputBytes) {
            // Each phase meets lines of its own that hold outputs of the others, which go to memory between
            // them.
            const double each = static_cast<double>(p_.element_bytes()) * p_.axis[0].stride / kLineBytes;
            return stores + elements * std::min(1.0, each) * tier_.far_line;
        }
        if (!far) return stores;
        const double runs = up(p_.out_channels, k_.channel_block);
        double lines = elements * static_cast<double>(p_.element_bytes()) / kLineBytes;
        if (k_.tile_pixels <= kFewFarPixels) lines = std::max(0.0, lines - tier_.far_lines);
        return stores + k_.tile_pixels * tier_.far_run * (1 - 1 / runs) + lines * tier_.far_line;
    }
    double sums() const noexcept {
        return tiles() * tile_cycles(taps_of_pixel(), static_cast<double>(p_.phases()));
    }
    /// Register tiles of so many phases, with so many taps together, for all output channels.
    double tile_cycles(double taps, double phases) const noexcept {
        const double channel_blocks = up(p_.out_channels, k_.channel_block);
        const double addresses = planar() || rows() ? 0 : tier_.stacked_address * address_loads(k_, 1);
        const double steps = form_.lanes_are_inputs ? up(p_.in_channels, tier_.lanes) : p_.in_channels;
        const double around = (p_.depthwise ? tier_.depthwise_tile : tier_.tile) + storing();
        return channel_blocks * (taps * (steps * (step() + rereading()) + addresses) + phases * around);
    }
    /// All channels of a depthrows block.
    double depth_rows() const noexcept {
        const double registers = k_.tile_pixels / tier_.lanes * k_.tile_outputs;
        const double step = std::max({registers / tier_.fmas, registers / tier_.loads, kFmaLatency});
        const double tile = tier_.depthwise_tile + registers * tier_.depthrows_store;
        const double others = static_cast<double>(p_.phases()) / p_.axis[0].stride;
        return tiles() * p_.out_channels * (taps() / k_.tile_outputs * step + others * tile);
    }
    /// Every block streams all weights once, from beyond L2 unless it keeps them. Where one tile has all of
    /// its pixels, products hide that.
    double weights() const noexcept {
        const double tap_bytes =
            double(p_.in_channels) * p_.out_channels * static_cast<double>(p_.element_bytes());
        const bool kept = static_cast<double>(p_.taps() * p_.groups) * tap_bytes <= tier_.l2_keeps;
        const double stream = taps() * tap_bytes / (kept ? tier_.kept_weights : tier_.weight_bytes);
        const bool once = form_.prefetches_weights && tiles() <= 1;
        return stream - (once ? tier_.hidden_weights * std::min(stream, sums()) : 0);
    }
    double calls() const noexcept {
        const double pieces = b_.transposed > 0 ? up(p_.out_channels, b_.transposed) : b_.chunks;
        const double pixel = p_.depthwise ? 0 : tier_.pixel_offset;
        return static_cast<double>(p_.phases()) * pieces * (tier_.call + pixel * pixels());
    }
    /// Inputs in place: more calls, whose last tiles are half empty, or slow columns at the borders.
    double cutting() const noexcept {
        const double call = regions() * b_.chunks * tier_.call;
        if (p_.depthwise) return call + narrow() * tier_.narrow_slowdown * sums();
        const double offsets = static_cast<double>(p_.phases()) * b_.chunks * tier_.pixel_offset * pixels();
        return call + offsets + (k_.tile_pixels > 1 ? tile_cycles(taps_of_regions(), regions()) / 2 : 0);
    }
    /// Of what an axis is cut into, and of what each further block adds, what one block has.
    double of_block(std::size_t d, std::int64_t cuts, std::int64_t added) const noexcept {
        const double blocks = b_.blocks[d];
        return (static_cast<double>(cuts) + static_cast<double>(added) * (blocks - 1)) / blocks;
    }
    /// Regions that a block is cut into, all phases together: every further block cuts one of each phase in
    /// two.
    double regions() const noexcept {
        double regions = 1;
        for (std::size_t d = 0; d < 3; ++d) regions *= of_block(d, p_.cuts[d].regions, p_.axis[d].stride);
        return regions;
    }
    /// Taps of all of them together.
    double taps_of_regions() const noexcept {
        double taps = 1;
        for (std::size_t d = 0; d < 3; ++d) taps *= of_block(d, p_.cuts[d].taps, p_.axis[d].kernel);
        return taps;
    }
    /// Share of the positions in rows shorter than a depthwise tile; columns of several rows are turned into
    /// rows.
    double narrow() const noexcept {
        if (b_.pixels[1] >= k_.tile_pixels) return 0;
        if (b_.pixels[0] < k_.tile_pixels) return 1;
        return static_cast<double>(p_.cuts[0].edges) / p_.axis[0].out;
    }
    /// Kernels read blocks of channels_last inputs in place that touch no border and need not be widened.
    double staging() const noexcept {
        double window = p_.block_input_channels();
        for (std::size_t d = 0; d < 3; ++d) window *= double(b_.pixels[d]) + p_.spread[d];
        window *= b_.chunks;
        if (window == 0) return 0;
        if (form_.stages_planes == p_.inputs_channels_last) return window * tier_.transpose_element;
        const bool inside = p_.spread[0] + p_.spread[1] + p_.spread[2] == 0;
        if (inside && reads_planes_in_place(p_, k_)) return 0;
        if (rows()) {
            const double row = double(b_.pixels[0]) + p_.spread[0];
            return window * (tier_.move_element + tier_.copy_row / row);
        }
        if (!planar() && !p_.widens() && inside) return 0;
        const double pixel_run = p_.input_stride[0] == p_.block_input_channels() ? 0 : tier_.pixel_run;
        return window * (tier_.move_element + pixel_run / p_.block_input_channels());
    }
    double turning() const noexcept {
        if (b_.transposed == 0) return 0;
        return pixels() * static_cast<double>(p_.phases()) * p_.out_channels *
               (form_.transposes(p_) ? tier_.transpose_element : tier_.move_element);
    }

    const Problem& p_;
    const KernelInfo& k_;
    const RegionForm& form_;
    const Blocking& b_;
    const TierCosts& tier_;
};

}  // namespace

double register_tiles(const Problem& problem, const KernelInfo& kernel, const RegionForm& form,
                      const std::array<std::int32_t, 3>& pixels) noexcept {
    const double rows = double(pixels[1]) * pixels[2];
    if (form.whole_vectors) {
        const double lanes = lanes_of(kernel);
        return up(up(pixels[0], lanes) * rows, kernel.tile_pixels / lanes);
    }
    if (!form.joins_rows) return up(pixels[0] * rows, kernel.tile_pixels);
    // Short rows follow each other, with the window's spread between them.
    const double pitch = double(pixels[0]) + problem.spread[0];
    return std::min(rows * up(pixels[0], kernel.tile_pixels), up(rows * pitch, kernel.tile_pixels));
}

double estimate_cycles(const Problem& problem, const KernelInfo& kernel, const Blocking& blocking) noexcept {
    return Estimate(problem, kernel, blocking).cycles();
}

bool cheaper_in_place(const Problem& problem, const KernelInfo& kernel, const Blocking& blocking) noexcept {
    return Estimate(problem, kernel, blocking).cheaper_in_place();
}

}  // namespace convt::detail
