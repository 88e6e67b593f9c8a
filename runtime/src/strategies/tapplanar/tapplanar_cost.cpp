#include <algorithm>

#include "base/rounding.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/tapplanar/tapplanar_split.hpp"

namespace convt::detail {
namespace {

/// Inputs of a tile that stay in L1 for all blocks of columns.
constexpr double kL1Bytes = 24 << 10;
/// Inputs of more come from memory. channels_last ones are fetched ahead, once for each block of columns;
/// calls of more than kAheadBytes push them out of L1 again.
constexpr double kFarInputBytes = 8 << 20;
constexpr double kAheadBytes = 8 << 10;
/// A vector of so many columns nearly always crosses a cache line.
constexpr double kWideBytes = 64;

class Estimate {
public:
    Estimate(const Problem& problem, const KernelInfo& kernel, const TapplanarSplit& plan) noexcept
        : p_(problem), k_(kernel), t_(plan), tier_(costs_of(kernel)) {
        for (std::size_t d = 0; d < 2; ++d) {
            const ColumnAxis& a = t_.axis[d];
            const double in = p_.axis[d].in;
            inputs_[d] = std::min(in + double(a.blocks - 1) * a.reach, in * a.blocks);
        }
        row_blocks_ = std::max(t_.axis[0].blocks, 1);
        const double width = inputs_[0] / row_blocks_;
        in_place_ = reads_in_place(p_, k_, static_cast<std::int64_t>(width), t_.row_pitch);
        whole_rows_ = !in_place_ && width <= t_.piece;
        // Short rows are multiplied together with the zeros between them.
        const bool together = whole_rows_ || (in_place_ && rows_join(p_, p_.axis[0].in, t_.row_pitch));
        places_ = together    ? std::int64_t{t_.rows_per_call} * t_.row_pitch
                  : in_place_ ? static_cast<std::int64_t>(width)
                              : t_.piece;
        calls_ = inputs_[1] * row_blocks_;
        if (together) {
            calls_ /= t_.rows_per_call;
        } else if (!in_place_) {
            calls_ *= static_cast<double>(static_cast<std::int64_t>(width / t_.piece) + 1);
        }
    }

    double cycles() const noexcept {
        const double images = static_cast<double>(p_.batch) * p_.groups;
        return images * (multiply() + staging() + gather()) + double(t_.tasks) * tier_.planes_task;
    }

private:
    double multiply() const noexcept {
        const double vectors = k_.tile_pixels / tier_.lanes;
        const double fmas = vectors * k_.channel_block;
        const double step =
            std::max(fmas / tier_.fmas, vectors / tier_.loads + k_.channel_block / tier_.broadcasts);
        const double tiles =
            calls_ * static_cast<double>(divide_up(places_, k_.tile_pixels)) * t_.column_blocks;
        const double line = double(k_.tile_pixels) * static_cast<double>(p_.element_bytes());
        const bool again = t_.column_blocks > 1 && line * p_.in_channels > kL1Bytes;
        const double slowdown = in_place_ ? tier_.planes_in_place : tier_.planes_slowdown;
        const double reading = again ? line / tier_.planes_l2_bytes : 0;
        return tiles * (p_.in_channels * (step * slowdown + reading) + fmas * tier_.planes_store_sum);
    }
    double staging() const noexcept {
        const bool far = p_.input_bytes() > kFarInputBytes;
        if (in_place_) return far ? tier_.planes_far_copy * p_.in_channels * inputs_[0] * inputs_[1] : 0;
        double cycles = p_.inputs_channels_last ? tier_.planes_transpose : tier_.planes_copy;
        if (far && p_.inputs_channels_last) {
            const double call = double(places_) * p_.in_channels * static_cast<double>(p_.element_bytes());
            cycles += call > kAheadBytes ? tier_.planes_pushed_out : tier_.planes_fetched;
            cycles += tier_.planes_fetched_again * (t_.column_blocks - 1);
        } else if (far) {
            cycles += tier_.planes_far_copy;
        }
        const double rows = whole_rows_ ? inputs_[1] * row_blocks_ : calls_;
        const double copies = p_.inputs_channels_last ? 0 : rows * p_.in_channels * tier_.copy_row;
        return copies + cycles * p_.in_channels * inputs_[0] * inputs_[1];
    }
    double gather() const noexcept {
        const ColumnAxis& x = t_.axis[0];
        const double rows = double(x.blocks) * t_.axis[1].count * p_.axis[1].stride;
        const double lines = p_.axis[0].stride * double(p_.out_channels);
        const double vectors = static_cast<double>(divide_up(x.block, static_cast<int>(tier_.lanes)));
        const double taps =
            double(p_.axis[0].kernel) / p_.axis[0].stride * p_.axis[1].kernel / p_.axis[1].stride;
        const double tap = tier_.lanes * static_cast<double>(p_.element_bytes()) >= kWideBytes
                               ? tier_.planes_wide_tap
                               : tier_.planes_tap_loads / tier_.loads;
        const bool direct = p_.axis[0].out == std::int64_t{x.count} * p_.axis[0].stride &&
                            x.block >= contract::kTapplanarPositions;
        const double far = p_.output_bytes() > kFarOutputBytes ? tier_.planes_far_output : 0;
        // Pixels among those of other groups are moved one by one.
        const bool apart = p_.channels_last && p_.output_stride[0] != p_.out_channels;
        const double run = apart ? tier_.pixel_run / p_.out_channels : 0;
        const double moved =
            lines * x.block * ((direct && !apart ? 0 : tier_.planes_move_output) + run + far);
        return rows * (tier_.planes_row + lines / t_.gather->outputs * tier_.planes_gather +
                       lines * vectors * taps * tap + moved);
    }

    const Problem& p_;
    const KernelInfo& k_;
    const TapplanarSplit& t_;
    const TierCosts& tier_;
    double inputs_[2]{};
    double row_blocks_ = 1;
    bool in_place_ = false;
    bool whole_rows_ = false;
    std::int64_t places_ = 0;  ///< of a call of the multiply
    double calls_ = 0;
};

}  // namespace

double estimate_cycles(const Problem& problem, const KernelInfo& kernel,
                       const TapplanarSplit& plan) noexcept {
    const TierCosts& tier = costs_of(kernel);
    // By the inputs: outputs of one channel are in both orders.
    const double margin = problem.inputs_channels_last ? tier.planes_margin : tier.planes_first_margin;
    return Estimate(problem, kernel, plan).cycles() * margin;
}

}  // namespace convt::detail
