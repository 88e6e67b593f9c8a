#pragma once

#include <array>
#include <cstdint>

#include "strategies/winograd/winograd_place.hpp"
#include "strategies/winograd/winograd_row.hpp"

namespace convt::detail {

/// The transform of outputs of one task: from the products of a unit to where its outputs belong, by way of a
/// scratch in channels_first, whose rows are transposed, and where outputs are narrowed.
template <class E>
class WinogradOutputs {
    using T = typename E::Summed;
    using Out = typename E::Out;

public:
    /// @param bias,slopes,outputs the task's first image and group; bias may be null, and slopes where the
    /// epilogue has none
    /// @param scratch lead().scratch_bytes of memory
    WinogradOutputs(const WinogradPlan& plan, const WinogradPlace& place, const T* bias, const T* slopes,
                    Out* outputs, T* scratch) noexcept;

    /// @param products of the unit, in the group that the place has entered
    void finish_unit(const WinogradGroup& group, std::int32_t unit, const T* products) noexcept;
    /// Joined groups' rows, when all groups have finished theirs.
    void finish_rows() noexcept;

private:
    /// Outputs of one phase in a block, by axis: the first output's q, their number, and how many positions
    /// of the first tile lie before them.
    struct PhaseBlock {
        std::array<std::int32_t, 3> first{};
        std::array<std::int32_t, 3> extent{};
        std::array<std::int32_t, 3> skip{};
        std::array<std::int64_t, 3> output{};  ///< position of the first output
        std::array<Range, 3> reached{};        ///< outputs of the block that some input reaches
        [[nodiscard]] bool empty() const noexcept {
            return extent[0] <= 0 || extent[1] <= 0 || extent[2] <= 0;
        }
        [[nodiscard]] bool all_reached() const noexcept {
            return reached[0].size() == extent[0] && reached[1].size() == extent[1] &&
                   reached[2].size() == extent[2];
        }
    };
    using Phases = std::array<const Phase*, 3>;
    using Strides = std::array<std::int64_t, 3>;
    struct Products {
        const WinogradGroup& group;
        const T* values;
    };

    PhaseBlock block_of(const Phases& phases) const noexcept;
    Phases phases_of(const WinogradGroup& group, std::int32_t x, std::int32_t row) const noexcept;
    std::int32_t channel_of(std::int32_t row) const noexcept;
    std::int64_t z_output_stride() const noexcept;
    const BlockFunctions& functions() const noexcept { return block_functions(plan_.kernel(), p_.dtype); }
    Out* output_at(const std::array<std::int64_t, 3>& output, std::int32_t channel) const noexcept;
    T* kept(std::int32_t row) const noexcept;
    RowOutputs row_outputs() const noexcept { return {p_.axis[0], {place_.lead(), place_.block(0)}}; }

    void transform(const PhaseBlock& block, std::int32_t channel, const Products& from, T* to,
                   const Strides& stride) noexcept;
    void set_unreached(const PhaseBlock& block, std::int32_t channel, T* to, const Strides& stride) noexcept;
    void activate(const PhaseBlock& block, std::int32_t channel, T* to, const Strides& stride) noexcept;
    void write_last(const PhaseBlock& block, std::int32_t channel, const Products& products) noexcept;
    void write_row(const PhaseBlock& block, std::int32_t channel, const Products& products, T* to) noexcept;
    void transpose_rows(const PhaseBlock& block, std::int32_t channel, const T* from) noexcept;

    const WinogradPlan& plan_;
    const Problem& p_;
    const WinogradPlace& place_;
    std::int32_t lanes_;
    const T* bias_;
    const T* slopes_;
    Out* outputs_;
    T* scratch_;
};

}  // namespace convt::detail
