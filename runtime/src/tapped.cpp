#include "tapped.hpp"

#include <algorithm>

#include "context_state.hpp"
#include "rounding.hpp"
#include "sharing.hpp"
#include "text.hpp"

namespace convt::detail {
namespace {

/// Columns wait in L2 for their outputs, beside the kernel and the inputs that stream through it.
constexpr std::int64_t kRingTarget = std::int64_t{256} << 10;
/// Places of a multiply: enough whole register tiles to enter it for, few enough to be gathered from L2.
constexpr std::int32_t kFewPlaces = 96;
constexpr std::int32_t kMostPlaces = 1024;
/// Positions and offsets stay far from the end of 32-bit integers.
constexpr std::int64_t kLargest = std::int64_t{1} << 28;
/// A block this many times as long as its reach has few inputs multiplied again by its neighbour.
constexpr std::int32_t kLongBlock = 16;
constexpr std::int32_t kShortBlock = 4;
/// Multiply-adds that several threads are worth waking for.
constexpr double kWorthSplitting = 150'000;

class TappedPlanner {
public:
    TappedPlanner(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning)
        : p_(problem), k_(kernel), t_(tuning) {}

    std::optional<TappedPlan> run(std::string& refusal) {
        refusal = shape_refusal();
        if (!refusal.empty()) return std::nullopt;
        set_columns();
        if (p_.empty()) return plan_;
        set_axes();
        refusal = take_tuning();
        if (!refusal.empty()) return std::nullopt;
        if (!block_given()) choose_blocks();
        if (bytes() > static_cast<std::int64_t>(kWorkspaceBytes)) {
            refusal = text("a block of ", plan_.columns, " columns (taps and output channels) needs ",
                           bytes(), " bytes of workspace; ", kWorkspaceBytes, " are there");
            return std::nullopt;
        }
        if (!block_given()) spread_over_threads();
        finish();
        return plan_;
    }

private:
    std::string shape_refusal() const {
        const Axis& x = p_.axis[0];
        if (x.stride > 1 && x.dilation > 1) {
            return text("needs stride 1 or dilation 1 along the last axis; there are ", x.stride, " and ",
                        x.dilation);
        }
        std::int64_t columns = p_.out_channels;
        for (const Axis& axis : p_.axis) {
            const std::int64_t reach = (std::int64_t{axis.kernel} - 1) * axis.dilation;
            if (std::max({reach, std::int64_t{axis.in}, std::int64_t{axis.out} + axis.crop_left}) > kLargest)
                return "is for smaller extents";
            columns = std::min(kLargest, columns * axis.kernel);
        }
        if (columns >= kLargest || columns * p_.in_channels >= kLargest)
            return "is for fewer taps and channels";
        if (std::int64_t{x.stride} * p_.out_channels >= kLargest) return "is for smaller strides";
        return {};
    }

    bool block_given() const { return t_.block[0] > 0; }
    std::string take_tuning() {
        if (t_.channel_parts > 1 || t_.turned_channels > 0 || t_.units_together > 0) {
            return "has all channels in one task; only tuning.block has a use";
        }
        for (int d = 0; d < p_.rank && block_given(); ++d) {
            TappedAxis& a = plan_.axis[static_cast<std::size_t>(p_.rank - 1 - d)];
            const std::int64_t wanted = t_.block[static_cast<std::size_t>(d)];
            if (wanted > a.count) {
                return text("has ", a.count, " positions along dimension ", d, "; tuning.block[", d, "] is ",
                            wanted);
            }
            a.block = static_cast<std::int32_t>(wanted);
        }
        return {};
    }

    void set_axes() {
        for (std::size_t d = 0; d < 3; ++d) {
            const Axis& axis = p_.axis[d];
            TappedAxis& a = plan_.axis[d];
            a.first = axis.crop_left / axis.stride;
            a.count = (axis.crop_left + axis.out - 1) / axis.stride - a.first + 1;
            a.reach =
                static_cast<std::int32_t>((std::int64_t{axis.kernel} - 1) * axis.dilation / axis.stride);
            a.block = a.count;
        }
        plan_.roll = p_.rank == 3 ? 2 : 1;
    }

    void set_columns() {
        const Axis& x = p_.axis[0];
        const auto block = static_cast<std::int32_t>(k_.channel_block);
        plan_.columns = static_cast<std::int32_t>(p_.taps() * p_.out_channels);
        plan_.column_blocks = static_cast<std::int32_t>(divide_up(plan_.columns, block));
        plan_.pitch = plan_.column_blocks * block;
        plan_.segment = x.stride * p_.out_channels;
        plan_.segment_taps = static_cast<std::int32_t>(divide_up(x.kernel, x.stride));
        plan_.whole_taps = x.kernel / x.stride;
        plan_.limit = x.kernel % x.stride * p_.out_channels;
        // An odd number of cache lines: neighbouring pixels never share a set of L1.
        plan_.stage_pitch = static_cast<std::int32_t>(divide_up(p_.in_channels, 32) * 32 + 16);
        const TappedGather& gather = find_gather(k_, plan_.segment);
        plan_.gather = gather.gather;
        plan_.gather_lanes = gather.lanes;
    }

    std::int64_t row_floats() const {
        return (std::int64_t{plan_.axis[0].block} + plan_.axis[0].reach) * plan_.pitch;
    }
    /// Inputs along x that a task multiplies.
    std::int64_t row_places() const {
        return std::min<std::int64_t>(p_.axis[0].in, std::int64_t{plan_.axis[0].block} + plan_.axis[0].reach);
    }
    std::int64_t step() const {
        if (plan_.roll == 2 || row_places() == 0) return 1;
        return std::clamp<std::int64_t>(divide_up(kFewPlaces, row_places()), 1,
                                        std::max(plan_.axis[1].block, 1));
    }
    std::int64_t capacity() const {
        return divide_up(step() + plan_.axis[plan_.roll].reach, step()) * step();
    }
    std::int64_t ring_floats() const {
        // Gathers read on behind the last place, in whole vectors.
        return capacity() * plan_.slice_rows() * row_floats() +
               std::int64_t{contract::kTappedUnroll} * plan_.pitch + contract::kTappedSlack;
    }
    std::int64_t rows_per_call() const {
        const std::int64_t rows = plan_.roll == 2 ? plan_.slice_rows() : step();
        return std::clamp<std::int64_t>(kMostPlaces / std::max<std::int64_t>(row_places(), 1), 1, rows);
    }
    std::int64_t places() const {
        return rows_per_call() * std::min<std::int64_t>(row_places(), kMostPlaces);
    }
    std::int64_t output_row_floats() const {
        return divide_up(plan_.axis[0].block, contract::kTappedUnroll) * contract::kTappedUnroll *
                   plan_.segment +
               contract::kTappedSlack;
    }
    void set_bytes() {
        plan_.bias_bytes = float_lines(std::int64_t{plan_.segment} + contract::kTappedSlack);
        plan_.table_bytes = float_lines(places());
        plan_.taps_bytes =
            float_lines(std::int64_t{p_.axis[2].kernel} * p_.axis[1].kernel * plan_.segment_taps);
        plan_.row_bytes = float_lines(output_row_floats());
        plan_.stage_bytes = p_.channels_last ? 0 : float_lines(places() * plan_.stage_pitch);
        plan_.ring_bytes = float_lines(ring_floats());
    }
    std::int64_t bytes() {
        set_bytes();
        return static_cast<std::int64_t>(plan_.workspace_bytes());
    }

    /// Halves the block along the axis that has the longest one for its reach, down to `shortest` times that.
    bool halve(bool roll_too, std::int32_t shortest) {
        TappedAxis* longest = nullptr;
        double length = 0;
        for (std::size_t d = 0; d < 3; ++d) {
            if (d > plan_.roll || (d == plan_.roll && !roll_too)) continue;
            TappedAxis& a = plan_.axis[d];
            const double relative = double(a.block) / (a.reach + 0.5);
            if (a.block < 2 || a.block / 2 < shortest * a.reach || relative <= length) continue;
            longest = &a;
            length = relative;
        }
        if (longest == nullptr) return false;
        longest->block = (longest->block + 1) / 2;
        return true;
    }

    void choose_blocks() {
        constexpr auto kFloat = static_cast<std::int64_t>(sizeof(float));
        while (ring_floats() * kFloat > kRingTarget && row_places() > 8 && halve(false, kLongBlock)) {
        }
        while (ring_floats() * kFloat > 2 * kRingTarget && row_places() > 8 && halve(false, kShortBlock)) {
        }
        while (bytes() > static_cast<std::int64_t>(kWorkspaceBytes) && halve(false, 0)) {
        }
    }

    std::int64_t count_tasks() const {
        std::int64_t tasks = p_.batch * p_.groups;
        for (const TappedAxis& a : plan_.axis) tasks *= divide_up(a.count, a.block);
        return tasks;
    }
    void spread_over_threads() {
        double macs = static_cast<double>(p_.batch) * p_.groups * p_.in_channels * plan_.columns;
        for (const Axis& axis : p_.axis) macs *= axis.in;
        if (p_.threads == 1 || macs < kWorthSplitting) return;
        while (count_tasks() < p_.threads && halve(true, 1)) {
        }
        while (count_tasks() < wanted_tasks(p_.threads) / 2 && halve(true, kLongBlock / 2)) {
        }
        while (count_tasks() < wanted_tasks(p_.threads) && halve(true, kLongBlock)) {
        }
    }

    void finish() {
        for (TappedAxis& a : plan_.axis) {
            a.blocks = static_cast<std::int32_t>(divide_up(a.count, a.block));
            a.block = static_cast<std::int32_t>(divide_up(a.count, a.blocks));
        }
        plan_.step = static_cast<std::int32_t>(step());
        plan_.capacity = static_cast<std::int32_t>(capacity());
        plan_.row_pitch = static_cast<std::int32_t>(row_floats());
        plan_.slice_pitch = plan_.row_pitch * plan_.slice_rows();
        plan_.rows_per_call = static_cast<std::int32_t>(rows_per_call());
        plan_.places = static_cast<std::int32_t>(places());
        set_bytes();
        plan_.tasks = count_tasks();
    }

    const Problem& p_;
    const KernelInfo& k_;
    const Tuning& t_;
    TappedPlan plan_;
};

}  // namespace

std::optional<TappedPlan> plan_tapped(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                                      std::string& refusal) {
    return TappedPlanner(problem, kernel, tuning).run(refusal);
}

}  // namespace convt::detail
