#include "support/layers/prepared_layer.hpp"

#include <algorithm>
#include <cmath>
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

/// Integers of 8 bits, all of them as likely as the others.
CacheLineVector<std::byte> uniform_bytes(std::size_t count, std::uint32_t seed) {
    std::mt19937 generator(seed);
    CacheLineVector<std::byte> bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(generator() >> 24);
    return bytes;
}

/// Products of such integers spread around some 5000, and their sums around that times the root of their
/// number; outputs of 8 bits shall spread around 60.
float spreading_scale(const ConvTransposeDesc& desc) {
    const auto macs = static_cast<double>(useful_macs(desc));
    const double terms = macs / std::max(1.0, static_cast<double>(outputs_count(desc)));
    const Quantization& q = desc.quantization;
    return static_cast<float>(60 / (5000 * std::sqrt(std::max(terms, 1.0)))) * q.output_scale / q.input_scale;
}

}  // namespace

PreparedLayer::PreparedLayer(const ConvTransposeDesc& desc, const PlanOptions& options)
    : plan_(make_plan(desc, options)), packed_(make_packed()) {
    // A NaN of every type of floats.
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
    if (reference::is_quantized(desc.dtype)) return make_quantized();
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

PackedKernel PreparedLayer::make_quantized() {
    const ConvTransposeDesc& desc = plan_.desc();
    inputs_ = uniform_bytes(inputs_count(desc), 1);
    kernel_ = uniform_bytes(kernel_count(desc), 2);
    kernel_scale_ = spreading_scale(desc);
    const Stopwatch watch;
    PackedKernel packed = unwrap(plan_.pack(kernel_.data(), KernelScales{&kernel_scale_, 1}));
    pack_ms_ = watch.seconds() * 1e3;
    return packed;
}

void PreparedLayer::run(Context& context) {
    require(plan_.run(inputs_.data(), packed_, nullptr, slopes(), outputs_.data(), context));
}

}  // namespace convt::tools
