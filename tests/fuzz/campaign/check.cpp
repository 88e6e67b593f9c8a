#include "fuzz/campaign/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "reference/layout.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::campaign {
namespace {

using Three = std::array<std::int64_t, 3>;

/// The distance between subnormal numbers: twice what each product may lose there.
double subnormal_step(DType dtype) {
    return dtype == DType::float64 ? 0x1p-1074 : 0x1p-149;
}

/// Outputs within a tile of where an input that is not finite ends.
class Spread {
public:
    Spread(const ConvTransposeDesc& desc, const support::ConstElements& inputs)
        : desc_(desc), reached_(static_cast<std::size_t>(reference::dense_output_layout(desc).count())) {
        const reference::Layout layout = reference::input_layout(desc);
        reference::for_each_element(
            layout, desc.data_format, [&](std::int64_t n, const Three& at, std::int64_t channel) {
                const auto i = static_cast<std::size_t>(layout.offset(n, at, channel));
                if (!std::isfinite(inputs[i])) mark(n, at, channel);
            });
    }
    [[nodiscard]] bool reaches(std::size_t index) const { return reached_[index]; }

private:
    void mark(std::int64_t n, const Three& at, std::int64_t channel) {
        const Three strides = reference::to_three(desc_.rank, desc_.strides, 1);
        const Three dilation = reference::to_three(desc_.rank, desc_.dilation_rate, 1);
        const Three kernel = reference::to_three(desc_.rank, desc_.kernel_size, 1);
        const Three crop = reference::to_three(desc_.rank, desc_.crop_left, 0);
        bool many_taps = false;
        for (std::size_t d = 0; d < 3; ++d) many_taps = many_taps || kernel[d] > 3 * strides[d];
        const std::int64_t group = channel / (desc_.in_channels / desc_.groups);
        const std::int64_t width = desc_.out_channels / desc_.groups;
        const reference::Layout out = reference::dense_output_layout(desc_);
        Three low{};
        Three high{};
        for (std::size_t d = 0; d < 3; ++d) {
            const std::int64_t around = (many_taps ? 6 : 4) * strides[d] + strides[d] - 1;
            const std::int64_t first = at[d] * strides[d] - crop[d];
            low[d] = std::max<std::int64_t>(0, first - around);
            high[d] = std::min(out.spatial[d], first + (kernel[d] - 1) * dilation[d] + around + 1);
        }
        Three o{};
        for (o[0] = low[0]; o[0] < high[0]; ++o[0])
            for (o[1] = low[1]; o[1] < high[1]; ++o[1])
                for (o[2] = low[2]; o[2] < high[2]; ++o[2])
                    for (std::int64_t co = group * width; co < (group + 1) * width; ++co)
                        reached_[static_cast<std::size_t>(out.offset(n, o, co))] = true;
    }

    const ConvTransposeDesc& desc_;
    std::vector<bool> reached_;
};

double bound_of(const ConvTransposeDesc& desc, const reference::Outputs& exact, std::size_t i) {
    const double slope = desc.activation == Activation::leaky_relu
                             ? std::max(1.0, std::fabs(static_cast<double>(desc.activation_alpha)))
                             : 1.0;
    return support::error_bound(desc, exact.magnitudes[i], exact.products[i]) +
           slope * subnormal_step(desc.dtype) * static_cast<double>(exact.products[i] + 1);
}

double largest_bound(const ConvTransposeDesc& desc, const reference::Outputs& exact) {
    double largest = 0;
    for (std::size_t i = 0; i < exact.values.size(); ++i) {
        const double bound = bound_of(desc, exact, i);
        if (std::isfinite(bound)) largest = std::max(largest, bound);
    }
    return largest;
}

}  // namespace

std::string wrong_outputs(const Case& c, const Plan& plan, const support::ConstElements& inputs,
                          const support::ConstElements& outputs, const reference::Outputs& exact) {
    const bool fast = plan.algorithm() == Algorithm::winograd;
    const double fast_bound = fast ? reference::kFastFactor * largest_bound(c.desc, exact) : 0;
    const support::ElementVector zeros(inputs.dtype(), fast ? 0 : inputs.size());
    const Spread spread(c.desc, fast ? inputs : zeros.elements());
    const reference::Layout layout = reference::output_layout(c.desc);
    std::vector<bool> written(outputs.size());
    std::ostringstream wrong;
    std::size_t index = 0;
    reference::for_each_element(
        layout, c.desc.data_format, [&](std::int64_t n, const Three& at, std::int64_t co) {
            const auto offset = static_cast<std::size_t>(layout.offset(n, at, co));
            const std::size_t i = index++;
            written[offset] = true;
            const double got = outputs[offset];
            double bound = bound_of(c.desc, exact, i);
            if (exact.products[i] > 0) bound = std::max(bound, fast_bound);
            const bool poisoned = support::is_poison(outputs, offset);
            const bool excused = fast && spread.reaches(i);
            if (!poisoned && (excused || support::close(got, exact.values[i], bound))) return;
            if (wrong.tellp() > 0) return;
            wrong << "output n=" << n << " at (" << at[0] << "," << at[1] << "," << at[2] << ") channel "
                  << co << " is " << got << (poisoned ? " (never written)" : "") << ", exact "
                  << exact.values[i] << ", bound " << bound;
        });
    for (std::size_t i = 0; i < outputs.size() && wrong.tellp() == 0; ++i) {
        if (!written[i] && !support::is_poison(outputs, i)) {
            wrong << "element " << i << ", which is no output, was overwritten with " << outputs[i];
        }
    }
    return wrong.str();
}

}  // namespace convt::campaign
