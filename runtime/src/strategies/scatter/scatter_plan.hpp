#pragma once

#include "strategies/scatter/scatter_split.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {

/// Weights lie in panels (strategies/panels.hpp), as those of direct kernels do.
class ScatterPlan final : public StrategyPlan {
public:
    ScatterPlan(const PlanArguments& arguments, const ScatterSplit& split);

    [[nodiscard]] double pack_cycles() const noexcept override;
    void finish() override;
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
              std::byte* workspace) const noexcept override;
    void run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept override;
    [[nodiscard]] double products() const override;
    [[nodiscard]] double work(std::int64_t task) const noexcept override;
    [[nodiscard]] Tuning split() const noexcept override;
    [[nodiscard]] std::string describe() const override;
    void add_rows(TableRows& rows) const override;

    [[nodiscard]] const ScatterSplit& cut() const noexcept { return split_; }

private:
    ScatterSplit split_;
};

}  // namespace convt::detail
