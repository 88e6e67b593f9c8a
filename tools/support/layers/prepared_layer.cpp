#include "support/layers/prepared_layer.hpp"

#include <limits>
#include <random>

#include "support/input_error.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

constexpr int kPlanRuns = 9;

std::size_t elements(const ConvTransposeDesc& desc, const std::array<std::int64_t, kMaxRank>& spatial,
                     std::int64_t others) {
    for (int d = 0; d < desc.rank; ++d) others *= spatial[static_cast<std::size_t>(d)];
    return static_cast<std::size_t>(others);
}

CacheLineVector<float> uniform_values(std::size_t count, std::uint32_t seed) {
    std::mt19937 generator(seed);
    CacheLineVector<float> values(count);
    // Scaled by hand: the standard distributions differ from one library to the next.
    for (float& value : values) value = static_cast<float>(generator() >> 8) * 0x1p-24F - 0.5F;
    return values;
}

}  // namespace

PreparedLayer::PreparedLayer(const ConvTransposeDesc& desc, const PlanOptions& options)
    : plan_(make_plan(desc, options)), packed_(make_packed()) {
    outputs_.assign(elements(desc, desc.out_spatial, desc.batch * desc.out_channels),
                    std::numeric_limits<float>::quiet_NaN());
}

Plan PreparedLayer::make_plan(const ConvTransposeDesc& desc, const PlanOptions& options) {
    Plan plan = unwrap(Plan::create(desc, options));
    const Timing timing = time_runs([&] { plan = unwrap(Plan::create(desc, options)); }, 0.0, kPlanRuns);
    plan_us_ = timing.median_ms * 1e3;
    return plan;
}

PackedKernel PreparedLayer::make_packed() {
    const ConvTransposeDesc& desc = plan_.desc();
    inputs_ = uniform_values(elements(desc, desc.in_spatial, desc.batch * desc.in_channels), 1);
    kernel_ = uniform_values(
        elements(desc, desc.kernel_size, desc.out_channels * (desc.in_channels / desc.groups)), 2);
    const Stopwatch watch;
    PackedKernel packed = unwrap(plan_.pack(kernel_.data()));
    pack_ms_ = watch.seconds() * 1e3;
    return packed;
}

void PreparedLayer::run(Context& context) {
    require(plan_.run(inputs_.data(), packed_, nullptr, outputs_.data(), context));
}

}  // namespace convt::tools
