#pragma once

#include "strategies/columns/column_plan.hpp"
#include "strategies/tapplanar/tapplanar_split.hpp"

namespace convt::detail {

class TapplanarPlan final : public ColumnPlan {
public:
    using Split = TapplanarSplit;
    TapplanarPlan(const PlanArguments& arguments, const TapplanarSplit& split);

    void run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept override;
    void add_rows(TableRows& rows) const override;
    [[nodiscard]] const TapplanarSplit& columns() const noexcept override { return split_; }

private:
    TapplanarSplit split_;
};

}  // namespace convt::detail
