#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "planning/plan_state.hpp"
#include "support/run.hpp"

namespace convt::partition {

/// Which task of a plan wrote which element of the outputs.
class Owners {
public:
    /// Runs a plan's tasks one by one, each on outputs full of a pattern that no computation yields and with
    /// a workspace that ends at a page that may not be touched. The workspace holds another pattern, so that
    /// a task which hands on scratch that it never computed shows as a writer.
    ///
    /// Afterwards the operands' outputs are what all tasks together wrote.
    Owners(const detail::PlanState& plan, support::Operands& operands);

    /// Whether each output was written by one task, none by two, and nothing else by any.
    [[nodiscard]] testing::AssertionResult partition(const ConvTransposeDesc& desc) const;

    /// Whether some outputs that differ in their position along dimension `d` alone have different owners.
    [[nodiscard]] bool split_along(const ConvTransposeDesc& desc, int d) const;
    [[nodiscard]] bool split_along_channels(const ConvTransposeDesc& desc) const;

private:
    static constexpr std::int32_t kNobody = -1;
    struct Clash {
        std::size_t element;
        std::int32_t first, second;
    };

    void claim(std::int32_t task, const support::Elements& outputs, support::ElementVector& values);

    std::vector<std::int32_t> owner_;
    std::vector<Clash> clashes_;
};

}  // namespace convt::partition
