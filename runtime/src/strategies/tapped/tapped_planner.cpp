#include <algorithm>

#include "strategies/columns/column_planner.hpp"
#include "strategies/tapped/tapped_split.hpp"

namespace convt::detail {
namespace {

/// Places of a multiply: enough whole register tiles to enter it for, few enough to be gathered from L2.
constexpr std::int32_t kFewPlaces = 96;
constexpr std::int32_t kMostPlaces = 1024;
constexpr std::int64_t kNarrowest = 8;
constexpr std::int64_t kWidenedBytes = std::int64_t{256} << 10;
/// Each register tile of places reads the kernel of a call: from L2, beside inputs and columns.
constexpr std::int64_t kCallKernelBytes = std::int64_t{512} << 10;
/// Places and offsets stay far from the end of 32-bit integers.
constexpr std::int64_t kMostColumns = std::int64_t{1} << 28;

class TappedPlanner final : public ColumnPlanner {
public:
    TappedPlanner(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning, TappedSplit& split)
        : ColumnPlanner(problem, kernel, tuning, {kNarrowest, kMostColumns, false}, split), plan_(split) {}

private:
    void set_columns() override {
        const Axis& x = p_.axis[0];
        const auto block = static_cast<std::int32_t>(k_.channel_block);
        plan_.columns = static_cast<std::int32_t>(p_.taps() * p_.out_channels);
        plan_.column_blocks = static_cast<std::int32_t>(divide_up(plan_.columns, block));
        plan_.pitch = plan_.column_blocks * block;
        const std::int64_t bytes = std::int64_t{block} * p_.in_channels * p_.element_bytes();
        const std::int64_t calls = divide_up(plan_.column_blocks * bytes, kCallKernelBytes);
        plan_.call_blocks =
            static_cast<std::int32_t>(divide_up(plan_.column_blocks, std::max<std::int64_t>(calls, 1)));
        plan_.segment = x.stride * p_.out_channels;
        plan_.segment_taps = static_cast<std::int32_t>(divide_up(x.kernel, x.stride));
        plan_.whole_taps = x.kernel / x.stride;
        plan_.limit = x.kernel % x.stride * p_.out_channels;
        // An odd number of cache lines: neighbouring pixels never share a set of L1.
        plan_.stage_pitch = static_cast<std::int32_t>(odd(p_.in_channels));
        plan_.gather = &find_gather(k_, plan_.segment);
    }

    std::int64_t row_elements() const { return row_places() * plan_.pitch; }
    std::int64_t step() const override {
        if (plan_.roll == 2 || row_inputs() == 0) return 1;
        return std::clamp<std::int64_t>(divide_up(kFewPlaces, row_inputs()), 1,
                                        std::max(plan_.axis[1].block, 1));
    }
    std::int64_t ring_elements() const override {
        // Gathers read on behind the last place, in whole vectors.
        return capacity() * plan_.slice_rows() * row_elements() +
               std::int64_t{contract::kTappedUnroll} * plan_.pitch + contract::kTappedSlack;
    }
    std::int64_t rows_per_call() const {
        const std::int64_t rows = plan_.roll == 2 ? plan_.slice_rows() : step();
        return std::clamp<std::int64_t>(most_places() / std::max<std::int64_t>(row_inputs(), 1), 1, rows);
    }
    std::int64_t places() const { return rows_per_call() * std::min(row_inputs(), most_places()); }
    /// Pixels that were widened stay in L2 until they are multiplied.
    std::int64_t most_places() const {
        if (!p_.widens()) return kMostPlaces;
        return std::clamp<std::int64_t>(kWidenedBytes / (plan_.stage_pitch * p_.element_bytes()), kFewPlaces,
                                        kMostPlaces);
    }
    std::int64_t output_row_elements() const {
        return divide_up(plan_.axis[0].block, contract::kTappedUnroll) * contract::kTappedUnroll *
                   plan_.segment +
               contract::kTappedSlack;
    }
    std::size_t set_bytes() override {
        plan_.bias_bytes = lines(std::int64_t{plan_.segment} + contract::kTappedSlack);
        plan_.table_bytes = lines(places());
        plan_.taps_bytes = lines(std::int64_t{p_.axis[2].kernel} * p_.axis[1].kernel * plan_.segment_taps);
        plan_.row_bytes = lines(output_row_elements());
        plan_.stage_bytes = p_.reads_pixels_in_place() ? 0 : lines(places() * plan_.stage_pitch);
        plan_.ring_bytes = lines(ring_elements());
        return plan_.workspace_bytes();
    }
    void set_pitches() override {
        plan_.row_pitch = static_cast<std::int32_t>(row_elements());
        plan_.slice_pitch = plan_.row_pitch * plan_.slice_rows();
        plan_.rows_per_call = static_cast<std::int32_t>(rows_per_call());
        plan_.places = static_cast<std::int32_t>(places());
    }

    TappedSplit& plan_;
};

}  // namespace

std::string plan_columns(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                         TappedSplit& split) {
    return TappedPlanner(problem, kernel, tuning, split).run();
}

}  // namespace convt::detail
