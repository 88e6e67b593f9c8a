#pragma once

#include <array>
#include <string>
#include <vector>

#include "strategies/columns/column_split.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {

/// What plans of strategies with columns share: phases, the packed order and how they are described.
class ColumnPlan : public StrategyPlan {
public:
    [[nodiscard]] double pack_cycles() const noexcept override;
    void finish() override;
    /// [group][column block][in_channel][lane]; columns are [tap z][tap y][tap x][out_channel], the last
    /// block is filled up with zeros.
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
              std::byte* workspace) const noexcept override;
    [[nodiscard]] double products() const override;
    [[nodiscard]] double work(std::int64_t task) const noexcept override;
    [[nodiscard]] Tuning split() const noexcept override;
    [[nodiscard]] std::string describe() const override;

    /// By axis and output residue.
    [[nodiscard]] const std::array<std::vector<Phase>, 3>& phases() const noexcept { return phases_; }

protected:
    using StrategyPlan::StrategyPlan;
    [[nodiscard]] virtual const ColumnSplit& columns() const noexcept = 0;

private:
    template <class E>
    void pack_block(const KernelWeights& weights, std::int64_t part, std::byte* to) const noexcept;

    std::array<std::vector<Phase>, 3> phases_;
};

}  // namespace convt::detail
