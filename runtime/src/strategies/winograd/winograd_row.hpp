#pragma once

#include <algorithm>
#include <cstdint>

#include "strategies/winograd/winograd_split.hpp"

namespace convt::detail {

/// Where the groups' block along x begins, and how many tiles each has there, is the same for all of a row.
struct RowBlock {
    const WinogradGroup& lead;  ///< the groups joined with it follow it
    std::int32_t block;         ///< number of the block along x
};

/// Positions along x that a block of a group covers; empty where the group has no tile in it.
[[nodiscard]] Range block_positions(const WinogradGroup& group, std::size_t d, std::int32_t block) noexcept;

/// The outputs along x of one block, those of all phases.
///
/// Without dilation they are neighbours. With dilation a phase may meet inputs far from those of another
/// phase; its outputs then lie apart, and the outputs between them belong to other blocks.
class RowOutputs {
public:
    RowOutputs(const Axis& axis, const RowBlock& at) noexcept;

    /// From the first output to the last, whatever lies between.
    [[nodiscard]] Range all() const noexcept { return all_; }

    /// Calls visit(run) for each run of neighbouring outputs that the block computes, in their order.
    template <class Visit>
    void for_each_run(Visit&& visit) const {
        const Range whole = whole_.size() > 0 ? whole_ : Range{all_.end, all_.end};
        visit_one_by_one({all_.begin, whole.begin}, visit);
        if (whole.size() > 0) visit(whole);
        visit_one_by_one({whole.end, all_.end}, visit);
    }

private:
    [[nodiscard]] bool computes(std::int32_t output) const noexcept;

    template <class Visit>
    void visit_one_by_one(Range outputs, Visit&& visit) const {
        for (std::int32_t o = outputs.begin; o < outputs.end; ++o) {
            if (computes(o)) visit(Range{o, o + 1});
        }
    }

    const Axis& axis_;
    RowBlock at_;
    Range all_;
    Range whole_;  ///< where every phase has its outputs in this block
};

}  // namespace convt::detail
