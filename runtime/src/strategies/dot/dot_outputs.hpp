#pragma once

#include "strategies/dot/dot_plan.hpp"

namespace convt::detail {

/// Makes outputs of sums, row by row.
class DotRows {
public:
    /// @param first  the task's first channel, of the whole tensor
    /// @param count  its channels
    /// @param biases those of the channels as floats, where the bias is of float32
    /// @param row    cut().row_bytes of scratch
    DotRows(const DotPlan& plan, const RunArgs& args, std::int64_t first, std::int32_t count,
            const float* biases, std::byte* row) noexcept;

    /// The outputs of some pixels of a row, from their sums, which lie as far apart as those of a call's
    /// places.
    /// @param at   of the first pixel's first channel, in elements of the outputs' tensor
    /// @param step elements from one of the pixels to the next
    void write(const std::int32_t* sums, std::int32_t pixels, std::int64_t at,
               std::int64_t step) const noexcept;

private:
    void write_dense(const std::int32_t* sums, std::int32_t pixels, std::byte* to,
                     std::int64_t step) const noexcept;
    void call(const std::int32_t* sums, std::int32_t pixels, std::byte* to, std::int64_t step) const noexcept;
    void copy_sums(const std::int32_t* sums, std::int32_t pixels, std::byte* to,
                   std::int64_t step) const noexcept;

    const DotPlan& plan_;
    const Problem& p_;
    const Requantization& how_;
    std::int64_t bytes_;
    const std::byte* packed_;
    std::byte* outputs_;
    std::int64_t first_;
    std::int32_t channels_;
    std::int32_t pitch_;
    const float* biases_;
    std::byte* row_;
    bool shifts_left_ = false;
};

}  // namespace convt::detail
