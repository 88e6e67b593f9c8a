#include "support/layers/prepared_layer.hpp"

#include <random>

#include "reference/elements.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

constexpr int kPlanRuns = 9;

CacheLineVector<std::byte> uniform_values(DType dtype, std::size_t count, std::uint32_t seed) {
    std::mt19937 generator(seed);
    CacheLineVector<std::byte> bytes(count * reference::bytes_of(dtype));
    const reference::Elements values(dtype, bytes.data(), count);
    // Scaled by hand: the standard distributions differ from one library to the next.
    for (std::size_t i = 0; i < count; ++i)
        values.set(i, static_cast<double>(generator() >> 8) * 0x1p-24 - 0.5);
    return bytes;
}

}  // namespace

PreparedLayer::PreparedLayer(const ConvTransposeDesc& desc, const PlanOptions& options)
    : plan_(make_plan(desc, options)), packed_(make_packed()) {
    // A NaN of every type.
    outputs_.assign(outputs_count(desc) * reference::bytes_of(output_dtype(desc)), std::byte{0xFF});
}

Plan PreparedLayer::make_plan(const ConvTransposeDesc& desc, const PlanOptions& options) {
    Plan plan = unwrap(Plan::create(desc, options));
    const Timing timing = time_runs([&] { plan = unwrap(Plan::create(desc, options)); }, 0.0, kPlanRuns);
    plan_us_ = timing.median_ms * 1e3;
    return plan;
}

PackedKernel PreparedLayer::make_packed() {
    const ConvTransposeDesc& desc = plan_.desc();
    inputs_ = uniform_values(desc.dtype, inputs_count(desc), 1);
    kernel_ = uniform_values(desc.dtype, kernel_count(desc), 2);
    if (desc.activation == Activation::prelu) {
        slopes_ = uniform_values(reference::summed_type(desc.dtype),
                                 static_cast<std::size_t>(desc.out_channels), 3);
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
