#pragma once

#include "strategies/strategy.hpp"
#include "strategies/winograd/winograd_split.hpp"

namespace convt::detail {

class WinogradPlan final : public StrategyPlan {
public:
    WinogradPlan(const PlanArguments& arguments, WinogradSplit&& split);

    [[nodiscard]] double pack_cycles() const noexcept override;
    void finish() override;
    /// Transformed weights, group by group of phases.
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
              std::byte* workspace) const noexcept override;
    void run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept override;
    void run_unpacked(const RunArgs& args, const UnpackedWeights& weights, std::int64_t task,
                      std::byte* workspace) const noexcept override;
    [[nodiscard]] double products() const override;
    [[nodiscard]] double work(std::int64_t task) const noexcept override;
    [[nodiscard]] Tuning split() const noexcept override;
    [[nodiscard]] std::string describe() const override;
    void add_rows(TableRows& rows) const override;

    [[nodiscard]] const WinogradSplit& groups() const noexcept { return split_; }

private:
    /// Whether one task alone reads the weights of a unit.
    [[nodiscard]] bool reads_units_once() const noexcept;
    /// PackedLayout::at_once, which the cost of packing needs before the plan is finished.
    [[nodiscard]] std::size_t bytes_at_once() const noexcept;
    /// Of all packed weights, for estimates.
    [[nodiscard]] double packed_bytes() const noexcept;
    /// Parts of the packed weights of one channel block.
    [[nodiscard]] std::int64_t pack_pieces_of_block() const noexcept;

    WinogradSplit split_;
};

}  // namespace convt::detail
