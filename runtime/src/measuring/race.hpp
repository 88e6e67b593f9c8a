#pragma once

#include <chrono>
#include <limits>
#include <memory>
#include <vector>

#include "measuring/trial.hpp"

namespace convt::detail {

/// Times plans of one problem against each other, within about 30 runs of the fastest and 20 ms.
class Race {
public:
    struct Runner {
        std::shared_ptr<PlanState> plan;
        double seconds = std::numeric_limits<double>::infinity();  ///< of its fastest run
        std::vector<double> rounds = {};                           ///< seconds in each round that decides
    };

    explicit Race(Trial& trial) noexcept : trial_(trial) {}

    /// Runs a plan for the first time, unless the estimate says that there is no time for it.
    void enter(std::shared_ptr<PlanState> plan);
    /// Runs those near the fastest again, in turns with the one that entered first, while there is time.
    /// @return the one that is faster than the first by more than measuring errs, or the first
    [[nodiscard]] Runner decide();

    /// All that ran, the fastest first.
    [[nodiscard]] std::vector<Runner> result() const;
    [[nodiscard]] const Runner& first() const noexcept { return runners_.front(); }
    [[nodiscard]] const Runner& fastest() const noexcept;
    [[nodiscard]] double seconds() const noexcept;

private:
    [[nodiscard]] bool has_time_for(double more) const noexcept;
    [[nodiscard]] double run_for_a_while(Runner& runner);

    Trial& trial_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::vector<Runner> runners_;
};

}  // namespace convt::detail
