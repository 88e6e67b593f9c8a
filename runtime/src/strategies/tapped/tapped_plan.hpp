#pragma once

#include "strategies/columns/column_plan.hpp"
#include "strategies/tapped/tapped_split.hpp"

namespace convt::detail {

class TappedPlan final : public ColumnPlan {
public:
    using Split = TappedSplit;
    TappedPlan(const PlanArguments& arguments, const TappedSplit& split);

    void run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept override;
    void add_rows(TableRows& rows) const override;
    [[nodiscard]] const TappedSplit& columns() const noexcept override { return split_; }

private:
    TappedSplit split_;
};

}  // namespace convt::detail
