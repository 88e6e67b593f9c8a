#pragma once

#include <cstddef>

#include "convt/plan.hpp"
#include "support/layers/cache_line_vector.hpp"

namespace convt::tools {

/// A problem with random data from a fixed seed, in ±0.5 or any integers of 8 bits, a plan and packed
/// weights: ready to be timed.
///
/// Outputs of floats start as NaN, so one that no kernel writes cannot pass a check. Owns all its memory. Not
/// safe for concurrent run().
class PreparedLayer {
public:
    /// Throws InputError with the message of the plan or of packing when either fails.
    PreparedLayer(const ConvTransposeDesc& desc, const PlanOptions& options);

    void run(Context& context);

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    [[nodiscard]] const PackedKernel& packed() const noexcept { return packed_; }
    /// Median time of Plan::create in microseconds, and time of Plan::pack in milliseconds.
    [[nodiscard]] double plan_us() const noexcept { return plan_us_; }
    [[nodiscard]] double pack_ms() const noexcept { return pack_ms_; }

    /// In the descriptor's element types.
    [[nodiscard]] const void* inputs() const noexcept { return inputs_.data(); }
    /// [spatial…, out_channels, in_channels/groups]
    [[nodiscard]] const void* kernel() const noexcept { return kernel_.data(); }
    /// Of a kernel of integers, for every output channel.
    [[nodiscard]] float kernel_scale() const noexcept { return kernel_scale_; }
    /// Of prelu, else null.
    [[nodiscard]] const void* slopes() const noexcept { return slopes_.empty() ? nullptr : slopes_.data(); }
    [[nodiscard]] const void* outputs() const noexcept { return outputs_.data(); }

private:
    Plan make_plan(const ConvTransposeDesc& desc, const PlanOptions& options);
    PackedKernel make_packed();
    PackedKernel make_quantized();

    float kernel_scale_ = 1;
    double plan_us_ = 0;
    double pack_ms_ = 0;
    CacheLineVector<std::byte> inputs_, kernel_, slopes_, outputs_;
    Plan plan_;
    PackedKernel packed_;
};

}  // namespace convt::tools
