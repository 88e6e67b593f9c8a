#pragma once

#include "machine/context_state.hpp"
#include "machine/line_memory.hpp"
#include "planning/plan_state.hpp"

namespace convt::detail {

/// Operands of one problem, of random values, that plans for it are run on to be timed. Constructing one and
/// running may throw std::bad_alloc.
class Trial {
public:
    Trial(const ConvTransposeDesc& desc, Weights weights, ContextState& context);

    /// Seconds of one run; weights that are an argument are packed in it.
    [[nodiscard]] double run(const PlanState& plan);
    /// Bytes of memory that the first run of a plan asks the system for.
    [[nodiscard]] std::size_t missing_bytes(const PlanState& plan) const noexcept;

private:
    [[nodiscard]] std::size_t memory_of(const PlanState& plan) const noexcept;
    void reserve_packed(std::size_t bytes);

    Weights weights_;
    ContextState& context_;
    LineMemory inputs_, outputs_, slopes_, kernel_, packed_;
    std::size_t packed_bytes_ = 0;
};

}  // namespace convt::detail
