#include "support/layers/prepared_layer.hpp"

#include <limits>
#include <random>

#include "support/input_error.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

constexpr int kPlanRuns = 9;

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
    outputs_.assign(outputs_count(desc), std::numeric_limits<float>::quiet_NaN());
}

Plan PreparedLayer::make_plan(const ConvTransposeDesc& desc, const PlanOptions& options) {
    Plan plan = unwrap(Plan::create(desc, options));
    const Timing timing = time_runs([&] { plan = unwrap(Plan::create(desc, options)); }, 0.0, kPlanRuns);
    plan_us_ = timing.median_ms * 1e3;
    return plan;
}

PackedKernel PreparedLayer::make_packed() {
    const ConvTransposeDesc& desc = plan_.desc();
    inputs_ = uniform_values(inputs_count(desc), 1);
    kernel_ = uniform_values(kernel_count(desc), 2);
    if (desc.activation == Activation::prelu) {
        slopes_ = uniform_values(static_cast<std::size_t>(desc.out_channels), 3);
    }
    const Stopwatch watch;
    PackedKernel packed = unwrap(plan_.pack(kernel_.data()));
    pack_ms_ = watch.seconds() * 1e3;
    return packed;
}

void PreparedLayer::run(Context& context) {
    require(plan_.run(inputs_.data(), packed_, nullptr, slopes(), outputs_.data(), context));
}

}  // namespace convt::tools
