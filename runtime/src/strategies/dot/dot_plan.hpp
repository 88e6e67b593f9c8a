#pragma once

#include <array>
#include <vector>

#include "strategies/dot/dot_panels.hpp"
#include "strategies/dot/dot_split.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {

class DotPlan final : public StrategyPlan {
public:
    DotPlan(const PlanArguments& arguments, const DotSplit& split);

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

    [[nodiscard]] const DotSplit& cut() const noexcept { return split_; }
    [[nodiscard]] const DotPanels& panels() const noexcept { return panels_; }
    [[nodiscard]] const DotOutputs& functions() const noexcept { return *functions_; }
    /// By axis, of every residue that has outputs.
    [[nodiscard]] const std::array<std::vector<Phase>, 3>& phases() const noexcept { return phases_; }

private:
    DotSplit split_;
    DotPanels panels_;
    const DotOutputs* functions_;
    std::array<std::vector<Phase>, 3> phases_;
};

}  // namespace convt::detail
