#pragma once

#include <cstdint>

#include "convt/desc.hpp"
#include "convt/plan.hpp"

namespace convt::tools {

struct SampledCheck {
    /// The largest |got - exact| / bound; above 1 is an error, and NaN among the outputs is infinity. Fast
    /// algorithms mix neighbouring outputs: theirs are compared with 4 times the largest bound of the sample.
    double max_error_over_bound = 0;
    std::int64_t outputs_checked = 0;
};

/// Compares outputs with exact_output: all of them, or a sample spread evenly over a large tensor, always
/// with the first and the last. The sample is the same at every call; it has up to 20 000 outputs, fewer
/// where single outputs sum very many products, so that no layer takes more than a second or two.
SampledCheck check_outputs(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                           const float* outputs, Algorithm algorithm = Algorithm::direct);

}  // namespace convt::tools
