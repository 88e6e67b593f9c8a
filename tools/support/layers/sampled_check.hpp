#pragma once

#include <cstdint>
#include <vector>

#include "convt/desc.hpp"
#include "convt/plan.hpp"

namespace convt::tools {

struct SampledCheck {
    /// The largest |got - exact| / bound; above 1 is an error, and NaN among the outputs is infinity. Fast
    /// algorithms mix adjacent outputs: theirs are compared with 4 times the largest bound of the sample.
    double max_error_over_bound = 0;
    std::int64_t outputs_checked = 0;
};

/// Exact values of outputs of one problem without bias, by the tests' oracle (tests/reference): of all of
/// them, or of a sample spread evenly over a large tensor, always with the first and the last. The sample is
/// the same at every call; it has up to 20 000 outputs, fewer where single outputs sum very many products, so
/// that no layer takes more than a second or two.
class ExactSample {
public:
    /// @param desc   of dense tensors; all arrays have its element type
    /// @param inputs in the order that the descriptor states
    /// @param kernel [spatial…, out_channels, in_channels/groups]
    /// @param slopes of prelu, out_channels values
    /// @param kernel_scale of a kernel of integers, whose outputs have a bound of 0
    ExactSample(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                const void* slopes = nullptr, float kernel_scale = 1);

    /// Compares dense outputs of that algorithm with the exact ones.
    [[nodiscard]] SampledCheck check(const void* outputs, Algorithm algorithm) const;

private:
    void add_integers(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                      float kernel_scale, const std::vector<std::int64_t>& numbers);
    void add_floats(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, const void* slopes,
                    const std::vector<std::int64_t>& numbers);

    struct Output {
        std::int64_t number;
        long double exact;
        double bound;
    };
    DType dtype_;
    std::vector<Output> sample_;
    double largest_bound_ = 0;
};

/// One comparison with a sample of its own.
SampledCheck check_outputs(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                           const void* outputs, Algorithm algorithm = Algorithm::direct,
                           float kernel_scale = 1);

}  // namespace convt::tools
