#include <algorithm>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "strategies/region/blocking.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {
namespace {

std::string take_channel_parts(const Tuning& tuning, const Problem& problem, const KernelInfo& kernel,
                               Blocking& blocking) {
    if (tuning.channel_parts == 0) return {};
    const std::int64_t block = kernel.channel_block;
    const std::int64_t most = transposed_whole(problem) ? 1 : problem.out_channels / block;
    if (tuning.channel_parts > most) {
        return text("can split its channels into ", most, " parts at most; tuning.channel_parts is ",
                    tuning.channel_parts);
    }
    const std::int64_t even = divide_up(divide_up(problem.out_channels, tuning.channel_parts), block) * block;
    const std::int64_t chunk = std::min<std::int64_t>(even, problem.out_channels);
    if (chunk > kLargestChunk) {
        return text("takes at most ", kLargestChunk, " channels a task; tuning.channel_parts gives ", chunk);
    }
    blocking.chunk = static_cast<std::int32_t>(chunk);
    return {};
}

std::string take_transposed_channels(const Tuning& tuning, const Problem& problem, const KernelInfo& kernel,
                                     Blocking& blocking) {
    const std::int64_t transposed = tuning.turned_channels;
    if (transposed == 0) return {};
    if (blocking.transposed == 0) return "writes outputs in place; tuning.turned_channels has no use";
    const bool part = !transposed_whole(problem) && transposed % kernel.channel_block == 0;
    if (transposed > problem.out_channels || (transposed < problem.out_channels && !part)) {
        return text("turns all ", problem.out_channels, " channels",
                    transposed_whole(problem) ? "" : text(" or a multiple of ", kernel.channel_block),
                    "; tuning.turned_channels is ", transposed);
    }
    blocking.transposed = static_cast<std::int32_t>(transposed);
    return {};
}

}  // namespace

std::string apply_tuning(const Tuning& tuning, const Problem& problem, const KernelInfo& kernel,
                         Blocking& blocking) {
    if (tuning.units_together > 0) return "has no units for tuning.units_together; Winograd kernels do";
    std::string refusal = take_block(tuning, problem.rank, blocking.pixels);
    if (refusal.empty()) refusal = take_channel_parts(tuning, problem, kernel, blocking);
    if (refusal.empty()) refusal = take_transposed_channels(tuning, problem, kernel, blocking);
    return refusal;
}

}  // namespace convt::detail
