#include "fuzz/cases/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>

#include "reference/layout.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::campaign {
namespace {

using Three = std::array<std::int64_t, 3>;

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

/// What the products of an output and its bias may lose where they are subnormal.
double subnormal_loss(const ConvTransposeDesc& desc, std::int64_t products) {
    const double slope = desc.activation == Activation::leaky_relu
                             ? std::max(1.0, std::fabs(static_cast<double>(desc.activation_alpha)))
                             : 1.0;
    return slope * reference::subnormal_step(desc.dtype) * static_cast<double>(products + 1);
}

/// Whether outputs are known to the last bit: of integers, or direct sums of whole numbers, and an activation
/// that leaves them so.
bool is_exact(const Case& c) {
    const Activation activation = c.desc.activation;
    if (reference::is_quantized(c.desc.dtype)) return true;
    return c.values == Values::ones &&
           (activation == Activation::none || activation == Activation::relu ||
            activation == Activation::relu6 || activation == Activation::leaky_relu ||
            activation == Activation::prelu);
}

/// The first output from `i` on that is not plainly within its bound. What is not finite never is.
template <typename Element>
std::size_t next_doubtful(const Expected& expected, double fast_bound, const support::ConstElements& outputs,
                          std::size_t i) {
    using Wide = std::conditional_t<std::is_same_v<Element, double>, long double, double>;
    const auto* const bytes = static_cast<const std::byte*>(outputs.data());
    for (; i < expected.places.size(); ++i) {
        Element got;
        std::memcpy(&got, bytes + expected.places[i] * sizeof(Element), sizeof(Element));
        const auto exact = static_cast<Wide>(expected.exact.values[i]);
        const double bound =
            expected.exact.products[i] > 0 ? std::max(expected.bounds[i], fast_bound) : expected.bounds[i];
        if (!(std::fabs(static_cast<Wide>(got) - exact) <= bound) || !std::isfinite(exact)) return i;
    }
    return i;
}

std::string describe(const Expected& expected, std::size_t wanted, double bound,
                     const support::ConstElements& outputs) {
    std::ostringstream text;
    std::size_t index = 0;
    reference::for_each_element(reference::output_layout(expected.desc), expected.desc.data_format,
                                [&](std::int64_t n, const Three& at, std::int64_t channel) {
                                    if (index++ != wanted) return;
                                    const std::size_t place = expected.places[wanted];
                                    text << "output n=" << n << " at (" << at[0] << "," << at[1] << ","
                                         << at[2] << ") channel " << channel << " is " << outputs[place]
                                         << (support::is_poison(outputs, place) ? " (never written)" : "")
                                         << ", exact " << expected.exact.values[wanted] << ", bound "
                                         << bound;
                                });
    return text.str();
}

}  // namespace

Expected::Expected(const Case& c, const support::ConstElements& case_inputs, reference::Outputs case_exact)
    : desc(c.desc), inputs(case_inputs), exact(std::move(case_exact)), bounds(exact.values.size()) {
    // Those of integers are 0.
    const std::size_t rounded = reference::is_quantized(desc.dtype) ? 0 : bounds.size();
    for (std::size_t i = 0; i < rounded; ++i) {
        const double bound = reference::error_bound(desc, exact.magnitudes[i], exact.products[i]);
        const double loss = subnormal_loss(desc, exact.products[i]);
        bounds[i] = bound + loss;
        if (!std::isfinite(bound)) continue;
        fast_bound = std::max(fast_bound, reference::kFastFactor * bound + reference::kFastSteps * loss);
    }
    if (is_exact(c)) std::fill(bounds.begin(), bounds.end(), 0.0);
    const reference::Layout layout = reference::output_layout(desc);
    places.reserve(bounds.size());
    reference::for_each_element(layout, desc.data_format,
                                [&](std::int64_t n, const Three& at, std::int64_t channel) {
                                    places.push_back(static_cast<std::size_t>(layout.offset(n, at, channel)));
                                });
    std::vector<bool> is_output(static_cast<std::size_t>(layout.extent()));
    for (const std::size_t place : places) is_output[place] = true;
    for (std::size_t i = 0; i < is_output.size(); ++i) {
        if (!is_output[i]) gaps.push_back(i);
    }
}

std::string wrong_outputs(const Expected& expected, Algorithm algorithm,
                          const support::ConstElements& outputs) {
    const bool fast = algorithm == Algorithm::winograd;
    const double fast_bound = fast ? expected.fast_bound : 0;
    std::optional<Spread> spread;
    const auto next = [&](std::size_t from) {
        return reference::with_element(outputs.dtype(), [&](auto zero) {
            return next_doubtful<decltype(zero)>(expected, fast_bound, outputs, from);
        });
    };
    for (std::size_t i = next(0); i < expected.places.size(); i = next(i + 1)) {
        const std::size_t place = expected.places[i];
        if (!support::is_poison(outputs, place)) {
            double bound = expected.bounds[i];
            if (expected.exact.products[i] > 0) bound = std::max(bound, fast_bound);
            if (support::close(outputs.dtype(), outputs[place], expected.exact.values[i], bound)) continue;
            if (fast && !spread) spread.emplace(expected.desc, expected.inputs);
            if (fast && spread->reaches(i)) continue;
        }
        return describe(expected, i, std::max(expected.bounds[i], fast_bound), outputs);
    }
    for (const std::size_t gap : expected.gaps) {
        if (support::is_poison(outputs, gap)) continue;
        return "element " + std::to_string(gap) + ", which is no output, was overwritten with " +
               std::to_string(outputs[gap]);
    }
    return {};
}

}  // namespace convt::campaign
