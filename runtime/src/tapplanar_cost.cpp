#include <algorithm>

#include "tapped.hpp"
#include "tier_costs.hpp"

namespace convt::detail {
namespace {

/// Entering a multiply or a gather.
constexpr double kCallCycles = 150;
/// A row of outputs: listing its taps.
constexpr double kRowCycles = 50;
/// Loading and adding eight columns, which cross a cache line more often than not; activating, shuffling and
/// storing eight outputs.
constexpr double kTapCycles = 1;
constexpr double kStoreCycles = 2;
/// Cycles to turn or copy one element of inputs, and what one from memory costs more.
constexpr double kTurnCycles = 0.35;
constexpr double kCopyCycles = 0.25;
constexpr double kFarInputCycles = 0.5;
constexpr double kFarInputBytes = 12 << 20;
/// Cycles to move one output element between lines and a run.
constexpr double kRunCycles = 1.2;
/// Share of the FMA peak that the multiply reaches.
constexpr double kMultiplyEfficiency = 0.88;
/// What a tile's inputs may take of L1 to stay there for all columns, and how fast they come from L2.
constexpr double kL1Bytes = 24 << 10;
constexpr double kL2BytesPerCycle = 24;
/// Chosen by hand, not fitted: with several output channels and in three dimensions the estimate has not been
/// evaluated beyond single runs on a busy machine, so other strategies go before.
constexpr double kMargin = 1.1;
constexpr double kUncertainMargin = 3;
constexpr int kFewChannels = 2;

double up(double a, double b) noexcept {
    return static_cast<double>(static_cast<std::int64_t>((a + b - 1) / b));
}

class Estimate {
public:
    Estimate(const Problem& problem, const KernelInfo& kernel, const TappedPlan& plan) noexcept
        : p_(problem), k_(kernel), t_(plan), tier_(costs_of(kernel)) {
        for (std::size_t d = 0; d < 3; ++d) {
            const TappedAxis& a = t_.axis[d];
            const double in = p_.axis[d].in;
            inputs_[d] = std::min(in + double(a.blocks - 1) * a.reach, in * a.blocks);
        }
    }

    double cycles() const noexcept {
        const double images = static_cast<double>(p_.batch) * p_.groups;
        const double weights = double(t_.pitch) * p_.in_channels * sizeof(float) / kWeightBytesPerCycle;
        return images * (multiply() + gather()) + double(t_.tasks) * weights;
    }

private:
    double multiply() const noexcept {
        const double vectors = k_.tile_pixels / tier_.lanes;
        const double fmas = vectors * k_.channel_block;
        const double step =
            std::max({fmas / tier_.fmas, (vectors + k_.channel_block) / tier_.loads, reading()});
        const double rows = inputs_[1] * inputs_[2];
        // Short rows are multiplied together with the zeros between them.
        const double width = inputs_[0] / std::max(t_.axis[0].blocks, 1);
        const double places = width <= t_.piece ? t_.rows_per_call * double(t_.row_pitch) : t_.piece;
        const double calls = width <= t_.piece ? rows * t_.axis[0].blocks / t_.rows_per_call
                                               : rows * t_.axis[0].blocks * up(width, std::max(t_.piece, 1));
        const double tiles = calls * up(places, k_.tile_pixels) * t_.column_blocks;
        const double stage = staging() * p_.in_channels * inputs_[0] * rows;
        return calls * kCallCycles + stage +
               tiles * (p_.in_channels * step / kMultiplyEfficiency + kTileCycles + 2 * fmas);
    }
    /// Inputs that do not stay in L1 are read from L2 for each block of columns.
    double reading() const noexcept {
        const double line = double(k_.tile_pixels) * sizeof(float);
        return t_.column_blocks > 1 && line * p_.in_channels > kL1Bytes ? line / kL2BytesPerCycle : 0;
    }
    double staging() const noexcept {
        const double far = p_.input_bytes() > kFarInputBytes ? kFarInputCycles : 0;
        return (p_.channels_last ? kTurnCycles : kCopyCycles) + far;
    }
    double gather() const noexcept {
        double rows = t_.axis[0].blocks;
        for (std::size_t d = 1; d < 3; ++d) rows *= double(t_.axis[d].count) * p_.axis[d].stride;
        const double lines = p_.axis[0].stride * double(p_.out_channels);
        const double eights = up(t_.axis[0].block, tier_.lanes) * tier_.lanes / 8;
        double taps = 1;
        for (const Axis& a : p_.axis) taps *= double(a.kernel) / a.stride;
        const bool together = t_.gather_outputs == t_.run;
        const double calls = together ? lines / t_.run : lines;
        double row = kRowCycles + calls * kCallCycles + lines * eights * (taps * kTapCycles + kStoreCycles);
        if (!together) row += lines * t_.axis[0].block * kRunCycles;
        return rows * row;
    }

    const Problem& p_;
    const KernelInfo& k_;
    const TappedPlan& t_;
    TierCosts tier_;
    double inputs_[3]{};
};

}  // namespace

double estimate_tapplanar_cycles(const Problem& problem, const KernelInfo& kernel,
                                 const TappedPlan& plan) noexcept {
    const bool uncertain = problem.out_channels > kFewChannels || problem.rank == 3;
    return Estimate(problem, kernel, plan).cycles() * (uncertain ? kUncertainMargin : kMargin);
}

}  // namespace convt::detail
