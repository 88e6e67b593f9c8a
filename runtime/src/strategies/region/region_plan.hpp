#pragma once

#include <array>
#include <vector>

#include "strategies/region/blocking.hpp"
#include "strategies/region/forms.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {

/// How a kernel that computes regions serves a problem: a task is one block of outputs of one image and
/// group, for one chunk of channels.
class RegionPlan final : public StrategyPlan {
public:
    RegionPlan(const PlanArguments& arguments, const Problem& problem, const Blocking& blocking);

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

    [[nodiscard]] const RegionForm& form() const noexcept { return form_; }
    [[nodiscard]] const Blocking& blocking() const noexcept { return blocking_; }
    /// By axis and output residue.
    [[nodiscard]] const std::array<std::vector<Phase>, 3>& phases() const noexcept { return phases_; }
    /// Packed elements from one channel block, and from one tap, to the next.
    [[nodiscard]] std::int32_t block_stride() const noexcept { return block_stride_; }
    [[nodiscard]] std::int64_t tap_stride() const noexcept { return tap_stride_; }

private:
    const RegionForm& form_;
    Blocking blocking_;
    std::array<std::vector<Phase>, 3> phases_;
    std::int32_t block_stride_ = 0;
    std::int64_t tap_stride_ = 0;
};

}  // namespace convt::detail
