#include <algorithm>

#include "base/text.hpp"
#include "strategies/columns/column_planner.hpp"
#include "strategies/tapplanar/tapplanar_split.hpp"

namespace convt::detail {
namespace {

/// Staged inputs of a call that takes a piece of a row of channels_last inputs: what is fetched ahead fits L1
/// beside them.
constexpr std::int64_t kPieceTarget = std::int64_t{8} << 10;
/// Of a call that takes whole rows, or several, or long lines of each channel; with few channels, so many
/// places.
constexpr std::int64_t kRowsTarget = std::int64_t{64} << 10;
constexpr std::int64_t kMostPlaces = 512;
/// More rows in a call must save this share of the tiles.
constexpr double kWorthRows = 0.02;

/// Whole rows are staged and written as they lie in memory.
class TapplanarPlanner final : public ColumnPlanner {
public:
    TapplanarPlanner(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                     TapplanarSplit& split)
        : ColumnPlanner(problem, kernel, tuning, {kernel.tile_pixels, kMostPlanes, problem.rank > 1}, split),
          plan_(split) {}

private:
    void set_columns() override {
        const Axis& x = p_.axis[0];
        const auto block = static_cast<std::int32_t>(k_.channel_block);
        plan_.columns = static_cast<std::int32_t>(p_.taps() * p_.out_channels);
        plan_.column_blocks = static_cast<std::int32_t>(divide_up(plan_.columns, block));
        plan_.pitch = plan_.column_blocks * block;
        plan_.segment_taps = static_cast<std::int32_t>(divide_up(x.kernel, x.stride));
        plan_.whole_taps = x.kernel / x.stride;
        plan_.run = x.stride * (p_.channels_last ? p_.out_channels : 1);
        plan_.gather = &find_planar_gather(k_, plan_.run);
    }

    /// Places whose channels take so many bytes, in whole tiles.
    std::int64_t places_of(std::int64_t bytes) const {
        const std::int64_t pixel = p_.element_bytes() * std::int64_t{std::max(p_.in_channels, 1)};
        const std::int64_t most = divide_up(kMostPlaces, k_.tile_pixels);
        return std::clamp<std::int64_t>(bytes / pixel / k_.tile_pixels, 1, most) * k_.tile_pixels;
    }
    /// Places that a call should have.
    std::int64_t call_places() const {
        const std::int64_t piece = places_of(kPieceTarget);
        return p_.inputs_channels_last && row_inputs() > piece ? piece : places_of(kRowsTarget);
    }
    /// Rows that fit a call, of `rows`, so that the last tile computes little twice.
    std::int64_t call_rows(std::int64_t rows) const {
        const std::int64_t pitch = std::max<std::int64_t>(row_places(), 1);
        const std::int64_t most = std::clamp<std::int64_t>(call_places() / pitch, 1, rows);
        std::int64_t best = most;
        double least = 2;
        for (std::int64_t r = most; r > most / 2; --r) {
            const double waste =
                double(divide_up(r * pitch, k_.tile_pixels) * k_.tile_pixels) / double(r * pitch);
            if (waste < least - kWorthRows) best = r, least = waste;
        }
        return best;
    }
    std::int64_t step() const override {
        return plan_.roll == 2 ? 1 : call_rows(std::max(plan_.axis[1].block, 1));
    }
    std::int64_t rows_per_call() const {
        return row_inputs() > call_places() ? 1 : call_rows(plan_.roll == 2 ? plan_.slice_rows() : step());
    }
    std::int64_t piece() const {
        const std::int64_t width = row_inputs(), tiles = divide_up(width, k_.tile_pixels);
        if (width <= call_places()) return width;
        return divide_up(tiles, divide_up(width, call_places())) * k_.tile_pixels;
    }
    std::int64_t stage_places() const {
        return std::max<std::int64_t>(rows_per_call() * row_places(), k_.tile_pixels);
    }
    std::int64_t step_pitch() const { return step() * plan_.slice_rows() * row_places() + k_.tile_pixels; }
    std::int64_t column_pitch() const { return odd(capacity() / step() * step_pitch()); }
    std::int64_t ring_elements() const override {
        // Gathers read on after the last place, in whole vectors.
        return plan_.pitch * column_pitch() + contract::kTapplanarPositions;
    }
    std::int64_t row_positions() const {
        return std::max<std::int64_t>(plan_.axis[0].block, contract::kTapplanarPositions);
    }
    std::size_t set_bytes() override {
        plan_.bias_bytes = lines(std::int64_t{p_.axis[0].stride} * p_.out_channels);
        plan_.taps_bytes = lines(std::int64_t{p_.axis[2].kernel} * p_.axis[1].kernel * plan_.segment_taps);
        plan_.row_bytes = lines(row_positions() * plan_.run);
        plan_.lines_bytes = plan_.gather->outputs == plan_.run ? 0 : plan_.row_bytes;
        plan_.stage_bytes = lines(odd(stage_places()) * p_.in_channels);
        plan_.ring_bytes = lines(ring_elements());
        return plan_.workspace_bytes();
    }
    void set_pitches() override {
        const auto set = [](std::int32_t& to, std::int64_t value) { to = static_cast<std::int32_t>(value); };
        set(plan_.row_pitch, row_places());
        set(plan_.slice_pitch, row_places() * plan_.slice_rows());
        set(plan_.step_pitch, step_pitch());
        set(plan_.column_step, column_pitch());
        set(plan_.rows_per_call, rows_per_call());
        set(plan_.piece, piece());
        set(plan_.stage_pitch, odd(stage_places()));
    }

    TapplanarSplit& plan_;
};

}  // namespace

std::string plan_planes(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning,
                        TapplanarSplit& split) {
    const std::int32_t most = problem.channels_last ? kMostPlaneChannels : kMostPlaneChannelsFirst;
    if (problem.out_channels > most) {
        return text("is for at most ", most, " output channels; there are ", problem.out_channels);
    }
    return TapplanarPlanner(problem, kernel, tuning, split).run();
}

}  // namespace convt::detail
