#pragma once

#include <algorithm>
#include <cstdint>

#include "base/half.hpp"
#include "base/rounding.hpp"
#include "base/unaligned.hpp"
#include "blocks/transpose.hpp"

namespace convt::detail {

/// Kernel gradients as they are summed, in Keras's order: [position][group][out_channel][in_channel].
struct KernelSums {
    std::int64_t positions, groups, out, in;  ///< channels of a group

    /// Input channels that are moved together, so that whole lines are read.
    static constexpr std::int64_t kTogether = 16;
    [[nodiscard]] std::int64_t parts() const noexcept { return groups * divide_up(in, kTogether); }

    /// Moves a part to PyTorch's order, [group][in_channel][out_channel][position].
    template <class Stored, class Summed>
    void to_pytorch(const BlockFunctions& functions, const Summed* sums, Stored* to,
                    std::int64_t part) const noexcept {
        const std::int64_t group = part / divide_up(in, kTogether);
        const std::int64_t first = part % divide_up(in, kTogether) * kTogether;
        const std::int64_t count = std::min(kTogether, in - first);
        const std::int64_t pitch = groups * out * in;
        for (std::int64_t c = 0; c < out; ++c) {
            const Summed* from = sums + (group * out + c) * in + first;
            Stored* row = to + ((group * in + first) * out + c) * positions;
            if constexpr (sizeof(Stored) == sizeof(Summed)) {
                transpose_block(functions, from, static_cast<std::int32_t>(pitch), row,
                                static_cast<std::int32_t>(out * positions),
                                static_cast<std::int32_t>(positions), static_cast<std::int32_t>(count));
            } else {
                for (std::int64_t i = 0; i < count * positions; ++i) {
                    const Summed sum = from[i % positions * pitch + i / positions];
                    store(output<Stored>(sum, functions.dtype),
                          row + i / positions * out * positions + i % positions);
                }
            }
        }
    }
};

}  // namespace convt::detail
