#include "race.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "support/input_error.hpp"
#include "support/layers/cache_line_vector.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/layers/prepared_layer.hpp"
#include "support/layers/sampled_check.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// One plan with its weights; operands are everybody's.
class Contestant {
public:
    Contestant(const ConvTransposeDesc& desc, const PlanOptions& options, const void* kernel)
        : plan_(unwrap(Plan::create(desc, options))), packed_(unwrap(plan_.pack(kernel))) {}

    void run(const PreparedLayer& layer, CacheLineVector<float>& outputs, Context& context) {
        require(plan_.run(layer.inputs(), packed_, nullptr, layer.slopes(), outputs.data(), context));
    }
    /// Runs for a slice of time.
    template <class Work>
    void take_slice(Work&& work, double seconds) {
        const Timing timing = time_runs(work, seconds, 1);
        slices_.push_back(timing.median_ms);
        ms_min_ = std::min(ms_min_, timing.min_ms);
    }
    [[nodiscard]] Algorithm algorithm() const { return plan_.algorithm(); }
    [[nodiscard]] double ms() const { return median(slices_); }
    [[nodiscard]] double ms_min() const { return ms_min_; }
    [[nodiscard]] double ratio_to(const Contestant& other) const {
        std::vector<double> ratios;
        for (std::size_t i = 0; i < slices_.size(); ++i) ratios.push_back(slices_[i] / other.slices_[i]);
        return median(std::move(ratios));
    }

private:
    Plan plan_;
    PackedKernel packed_;
    std::vector<double> slices_;
    double ms_min_ = std::numeric_limits<double>::infinity();
};

}  // namespace

Race race(const ConvTransposeDesc& desc, const PlanOptions& by_default,
          const std::vector<PlanOptions>& candidates, Context& context, double seconds, int rounds,
          bool check) {
    const PreparedLayer layer(desc, by_default);
    CacheLineVector<float> outputs(outputs_count(desc), std::numeric_limits<float>::quiet_NaN());
    Race race;
    race.results.resize(candidates.size());
    Contestant incumbent(desc, by_default, layer.kernel());
    std::vector<std::optional<Contestant>> contestants(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        try {
            contestants[i].emplace(desc, candidates[i], layer.kernel());
        } catch (const InputError& error) {
            race.results[i].refused = error.what();
        }
    }
    const double slice = seconds / (rounds * (static_cast<double>(candidates.size()) + 1));
    for (int round = 0; round < rounds; ++round) {
        const auto take_slice = [&](Contestant& contestant) {
            contestant.take_slice([&] { contestant.run(layer, outputs, context); }, slice);
        };
        take_slice(incumbent);
        for (auto& contestant : contestants) {
            if (contestant) take_slice(*contestant);
        }
    }
    race.default_ms = incumbent.ms();
    std::optional<ExactSample> sample;
    if (check) sample.emplace(desc, layer.inputs(), layer.kernel(), layer.slopes());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (!contestants[i]) continue;
        RaceResult& result = race.results[i];
        result.ms = contestants[i]->ms();
        result.ms_min = contestants[i]->ms_min();
        result.ratio = contestants[i]->ratio_to(incumbent);
        if (!sample) continue;
        std::fill(outputs.begin(), outputs.end(), std::numeric_limits<float>::quiet_NaN());
        contestants[i]->run(layer, outputs, context);
        result.error_over_bound =
            sample->check(outputs.data(), contestants[i]->algorithm()).max_error_over_bound;
    }
    return race;
}

}  // namespace convt::tools
