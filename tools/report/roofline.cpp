#include "report/roofline.hpp"

#include <algorithm>

#include "src/base/elements.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/measure/machine_peak.hpp"

namespace convt::tools {

LeastWork least_work(const ConvTransposeDesc& desc) {
    const auto read = static_cast<std::int64_t>(inputs_count(desc) + kernel_count(desc));
    const auto written = static_cast<std::int64_t>(outputs_count(desc));
    return {useful_macs(desc),
            read * detail::stored_bytes(desc.dtype) + written * detail::stored_bytes(output_dtype(desc))};
}

Roofline measure_roofline(Isa isa, int threads) {
    const double gflops = fma_peak_gflops(isa, threads);
    const Bandwidth bandwidth = memory_bandwidth(threads);
    return {isa, threads, gflops, std::max(bandwidth.read, bandwidth.copy)};
}

std::optional<LeastTime> least_time(const ConvTransposeDesc& desc, const Roofline& roofline) {
    if (detail::is_quantized(desc.dtype)) return std::nullopt;
    const LeastWork work = least_work(desc);
    const double gflops = desc.dtype == DType::float64 ? roofline.gflops / 2 : roofline.gflops;
    return LeastTime{2e-6 * static_cast<double>(work.macs) / gflops,
                     1e-6 * static_cast<double>(work.bytes) / roofline.gbps};
}

}  // namespace convt::tools
