#include <algorithm>

#include "base/rounding.hpp"
#include "planning/tier_costs.hpp"
#include "strategies/tapplanar/tapplanar_split.hpp"

namespace convt::detail {
namespace {

// Fitted to 170 problems of 1 to 4 output channels with every tile (Zen 4, one thread, 2026-11-25): nine of
// ten estimates lie within 0.83 to 1.14 of what was measured.

/// What the multiply takes of its ideal time, and storing a register of sums.
constexpr double kMultiplySlowdown = 1.05;
constexpr double kStoreSumCycles = 1.7;
/// Inputs of a tile that stay in L1 for all blocks of columns, and how fast others come again.
constexpr double kL1Bytes = 24 << 10;
constexpr double kL2BytesPerCycle = 60;
/// Turning one channels_last input; copying one of channels_first.
constexpr double kTurnCycles = 0.27;
constexpr double kCopyCycles = 0.2;
/// What an input from memory costs more. channels_last inputs are fetched ahead, once for each block of
/// columns; calls of more than kAheadBytes push them out of L1 again.
constexpr double kFarInputBytes = 8 << 20;
constexpr double kAheadBytes = 8 << 10;
constexpr double kFetchedCycles = 0.09;
constexpr double kFetchedAgainCycles = 0.018;
constexpr double kPushedOutCycles = 0.43;
constexpr double kFarCopyCycles = 0.19;
/// A row of outputs: listing its taps. A call of the gather.
constexpr double kRowCycles = 163;
constexpr double kGatherCycles = 55;
/// Loading and adding a vector of columns; one of 64 bytes nearly always crosses a cache line.
constexpr double kTapLoads = 1.8;
constexpr double kWideTapCycles = 3.4;
constexpr double kWideLanes = 16;
/// Copying an output from our own row to the caller's; one that goes to memory.
constexpr double kMoveOutputCycles = 0.29;
constexpr double kFarOutputCycles = 0.08;
constexpr double kTaskCycles = 570;
/// Other strategies go before where estimates are close. Planar kernels read channels_first rows as they are,
/// and with few input channels take down to half of their estimate.
constexpr double kMargin = 1.1;
constexpr double kChannelsFirstMargin = 1.2;

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
        whole_rows_ = width <= t_.piece;
        // Short rows are multiplied together with the zeros between them.
        places_ = whole_rows_ ? std::int64_t{t_.rows_per_call} * t_.row_pitch : t_.piece;
        calls_ = inputs_[1] * row_blocks_;
        if (whole_rows_) {
            calls_ /= t_.rows_per_call;
        } else {
            calls_ *= static_cast<double>(static_cast<std::int64_t>(width / t_.piece) + 1);
        }
    }

    double cycles() const noexcept {
        const double images = static_cast<double>(p_.batch) * p_.groups;
        return images * (multiply() + staging() + gather()) + double(t_.tasks) * kTaskCycles;
    }

private:
    double multiply() const noexcept {
        const double vectors = k_.tile_pixels / tier_.lanes;
        const double fmas = vectors * k_.channel_block;
        const double step =
            std::max(fmas / tier_.fmas, vectors / tier_.loads + k_.channel_block / tier_.broadcasts);
        const double tiles =
            calls_ * static_cast<double>(divide_up(places_, k_.tile_pixels)) * t_.column_blocks;
        const double line = double(k_.tile_pixels) * sizeof(float);
        const bool again = t_.column_blocks > 1 && line * p_.in_channels > kL1Bytes;
        const double reading = again ? line / kL2BytesPerCycle : 0;
        return tiles * (p_.in_channels * (step * kMultiplySlowdown + reading) + fmas * kStoreSumCycles);
    }
    double staging() const noexcept {
        const bool far = p_.input_bytes() > kFarInputBytes;
        double cycles = p_.channels_last ? kTurnCycles : kCopyCycles;
        if (far && p_.channels_last) {
            const double call = double(places_) * p_.in_channels * sizeof(float);
            cycles += call > kAheadBytes ? kPushedOutCycles : kFetchedCycles;
            cycles += kFetchedAgainCycles * (t_.column_blocks - 1);
        } else if (far) {
            cycles += kFarCopyCycles;
        }
        const double rows = whole_rows_ ? inputs_[1] * row_blocks_ : calls_;
        const double copies = p_.channels_last ? 0 : rows * p_.in_channels * kCopyRowCycles;
        return copies + cycles * p_.in_channels * inputs_[0] * inputs_[1];
    }
    double gather() const noexcept {
        const ColumnAxis& x = t_.axis[0];
        const double rows = double(x.blocks) * t_.axis[1].count * p_.axis[1].stride;
        const double lines = p_.axis[0].stride * double(p_.out_channels);
        const double vectors = static_cast<double>(divide_up(x.block, static_cast<int>(tier_.lanes)));
        const double taps =
            double(p_.axis[0].kernel) / p_.axis[0].stride * p_.axis[1].kernel / p_.axis[1].stride;
        const double tap = tier_.lanes >= kWideLanes ? kWideTapCycles : kTapLoads / tier_.loads;
        const bool direct = p_.axis[0].out == std::int64_t{x.count} * p_.axis[0].stride &&
                            x.block >= contract::kTapplanarPositions;
        const double far = p_.output_bytes() > kFarOutputBytes ? kFarOutputCycles : 0;
        const double moved = lines * x.block * ((direct ? 0 : kMoveOutputCycles) + far);
        return rows * (kRowCycles + lines / t_.gather->outputs * kGatherCycles + lines * vectors * taps * tap +
                       moved);
    }

    const Problem& p_;
    const KernelInfo& k_;
    const TapplanarSplit& t_;
    TierCosts tier_;
    double inputs_[2]{};
    double row_blocks_ = 1;
    bool whole_rows_ = false;
    std::int64_t places_ = 0;  ///< of a call of the multiply
    double calls_ = 0;
};

}  // namespace

double estimate_cycles(const Problem& problem, const KernelInfo& kernel, const TapplanarSplit& plan) noexcept {
    const double margin = problem.channels_last ? kMargin : kChannelsFirstMargin;
    return Estimate(problem, kernel, plan).cycles() * margin;
}

}  // namespace convt::detail
