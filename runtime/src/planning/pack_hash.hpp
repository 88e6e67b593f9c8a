#pragma once

#include <bit>
#include <cstdint>

#include "contract/kernel_contract.h"
#include "planning/registry.hpp"
#include "planning/requantization.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// Identity of a packed layout: FNV-1a over everything that the packed bytes depend on beside the weights.
/// Begins with what every strategy's bytes depend on; each strategy adds its own.
class PackHash {
public:
    PackHash(const Problem& problem, const KernelInfo& kernel) noexcept {
        add(contract::kContractVersion, kernel.algo, problem.dtype, kernel.channel_block, problem.groups,
            problem.in_channels, problem.out_channels);
        for (const Axis& axis : problem.axis) add(axis.kernel);
    }
    template <typename... Values>
    void add(Values... values) noexcept {
        ((value_ = (value_ ^ static_cast<std::uint64_t>(values)) * 0x100000001b3U), ...);
    }
    /// What the factors of a quantised plan's channels depend on beside the kernel's scales.
    void add_scales(const Requantization& how) noexcept {
        add(how.rounding, std::bit_cast<std::uint32_t>(how.input_scale),
            std::bit_cast<std::uint32_t>(how.output_scale));
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace convt::detail
