#include "reference/oracle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <type_traits>
#include <utility>

#include "reference/elements.hpp"
#include "reference/layout.hpp"
#include "reference/wanted.hpp"

namespace convt::reference {
namespace {

using Three = std::array<std::int64_t, 3>;

/// The type of sums: double beside float32 and less, whose products it holds exactly; long double beside
/// float64.
template <typename Element>
using SumOf = std::conditional_t<std::is_same_v<Element, double>, long double, double>;

/// The type of bias, slopes and parameters.
template <typename Element>
using ParameterOf = std::conditional_t<std::is_same_v<Element, double>, double, float>;

/// Everything the loops need, spatial axes brought to three.
template <typename Element>
class Scatter {
public:
    using Sum = SumOf<Element>;
    using Parameter = ParameterOf<Element>;

    Scatter(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, const void* bias,
            std::span<const std::int64_t> numbers)
        : inputs_(static_cast<const Element*>(inputs)),
          kernel_(static_cast<const Element*>(kernel)),
          input_(input_layout(desc)),
          output_(dense_output_layout(desc)),
          kernel_size_(to_three(desc.rank, desc.kernel_size, 1)),
          strides_(to_three(desc.rank, desc.strides, 1)),
          dilation_rate_(to_three(desc.rank, desc.dilation_rate, 1)),
          crop_left_(to_three(desc.rank, desc.crop_left, 0)),
          in_per_group_(desc.in_channels / desc.groups),
          out_per_group_(desc.out_channels / desc.groups),
          wanted_(output_, desc.data_format, numbers),
          sums_(numbers.size()),
          magnitudes_(numbers.size()),
          products_(numbers.size()) {
        if (bias != nullptr && !sums_.empty()) start_from(static_cast<const Parameter*>(bias));
    }

    void spread_all() {
        if (sums_.empty() || input_.channels == 0) return;
        for (std::int64_t n = 0; n < input_.batch; ++n)
            for (std::int64_t z = 0; z < input_.spatial[0]; ++z)
                for (std::int64_t y = 0; y < input_.spatial[1]; ++y)
                    for (std::int64_t x = 0; x < input_.spatial[2]; ++x) spread(n, {z, y, x});
    }

    [[nodiscard]] Outputs activated(const ConvTransposeDesc& desc, const void* slopes) && {
        if (desc.activation == Activation::prelu && !sums_.empty())
            tilt(static_cast<const Parameter*>(slopes));
        Outputs outputs{std::vector<long double>(sums_.size()), std::move(magnitudes_), std::move(products_)};
        for (std::size_t i = 0; i < sums_.size(); ++i) outputs.values[i] = activate(desc, sums_[i]);
        return outputs;
    }

private:
    template <typename Visit>
    void for_each_wanted(const Visit& visit) const {
        for (std::int64_t n = 0; n < output_.batch; ++n)
            for (std::int64_t z = 0; z < output_.spatial[0]; ++z)
                for (std::int64_t y = 0; y < output_.spatial[1]; ++y)
                    for (std::int64_t x = 0; x < output_.spatial[2]; ++x)
                        for (const Wanted::Output& output : wanted_.at(n, {z, y, x})) visit(output);
    }

    void start_from(const Parameter* bias) {
        for_each_wanted([&](const Wanted::Output& output) {
            sums_[output.place] = bias[output.channel];
            magnitudes_[output.place] = std::fabs(double{bias[output.channel]});
        });
    }

    /// Sums below zero times the slope of their channel.
    void tilt(const Parameter* slopes) {
        for_each_wanted([&](const Wanted::Output& output) {
            const Parameter slope = slopes[output.channel];
            if (sums_[output.place] < 0) sums_[output.place] *= Sum{slope};
            magnitudes_[output.place] *= std::max(1.0, std::fabs(double{slope}));
        });
    }

    /// Adds all products of one input position to the outputs they reach.
    void spread(std::int64_t n, const Three& i) {
        Three k{};
        for (k[0] = 0; k[0] < kernel_size_[0]; ++k[0])
            for (k[1] = 0; k[1] < kernel_size_[1]; ++k[1])
                for (k[2] = 0; k[2] < kernel_size_[2]; ++k[2]) {
                    Three o{};
                    if (reaches(i, k, o)) add_tap(n, i, k, o);
                }
    }

    /// o = s*i + k*d - crop_left; false when that is not an output.
    bool reaches(const Three& i, const Three& k, Three& o) const {
        for (std::size_t d = 0; d < 3; ++d) {
            o[d] = strides_[d] * i[d] + k[d] * dilation_rate_[d] - crop_left_[d];
            if (o[d] < 0 || o[d] >= output_.spatial[d]) return false;
        }
        return true;
    }

    void add_tap(std::int64_t n, const Three& i, const Three& k, const Three& o) {
        const std::int64_t tap = (k[0] * kernel_size_[1] + k[1]) * kernel_size_[2] + k[2];
        for (const Wanted::Output& output : wanted_.at(n, o)) {
            const std::int64_t co = output.channel;
            const std::int64_t first_ci = co / out_per_group_ * in_per_group_;
            const Element* x = inputs_ + input_.offset(n, i, first_ci);
            const Element* weights = kernel_ + (tap * output_.channels + co) * in_per_group_;
            sums_[output.place] += dot(x, weights, magnitudes_[output.place]);
            products_[output.place] += in_per_group_;
        }
    }

    /// The products of all input channels, as several sums side by side: one alone would wait for itself.
    Sum dot(const Element* x, const Element* weights, double& magnitude) const {
        constexpr std::int64_t kSums = 8;
        std::array<Sum, kSums> sums{};
        std::array<double, kSums> magnitudes{};
        for (std::int64_t ci = 0; ci < in_per_group_; ci += kSums) {
            const std::int64_t count = std::min(kSums, in_per_group_ - ci);
            for (std::int64_t i = 0; i < count; ++i) {
                const auto k = static_cast<std::size_t>(i);
                const Sum product = Sum{x[(ci + i) * input_.channel_stride]} * Sum{weights[ci + i]};
                sums[k] += product;
                magnitudes[k] += std::fabs(static_cast<double>(product));
            }
        }
        magnitude += std::accumulate(magnitudes.begin(), magnitudes.end(), 0.0);
        return std::accumulate(sums.begin(), sums.end(), Sum{0});
    }

    static Sum activate(const ConvTransposeDesc& desc, Sum v) {
        // The kernels' own parameters are of the type of sums.
        const auto parameter = [](auto value) { return Sum{static_cast<Parameter>(value)}; };
        switch (desc.activation) {
            case Activation::none:
            case Activation::prelu:
                return v;
            case Activation::relu:
                return v < 0 ? 0 : v;
            case Activation::relu6:
                return v < 0 ? 0 : (v > 6 ? 6 : v);
            case Activation::leaky_relu:
                return v < 0 ? v * parameter(desc.activation_alpha) : v;
            case Activation::tanh:
                return std::tanh(v);
            case Activation::sigmoid:
                return 1 / (1 + std::exp(-v));
            case Activation::clamp:
                return std::min(std::max(v, parameter(desc.activation_min)), parameter(desc.activation_max));
            case Activation::hard_swish:
                return v <= -3 ? v * 0 : (v >= 3 ? v : v * (v + 3) / 6);
        }
        return v;
    }

    const Element* inputs_;
    const Element* kernel_;
    Layout input_;
    Layout output_;
    Three kernel_size_;
    Three strides_;
    Three dilation_rate_;
    Three crop_left_;
    std::int64_t in_per_group_;
    std::int64_t out_per_group_;
    Wanted wanted_;
    std::vector<Sum> sums_;
    std::vector<double> magnitudes_;
    std::vector<std::int64_t> products_;
};

}  // namespace

Outputs conv_transpose_at(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                          const void* bias, std::span<const std::int64_t> numbers, const void* slopes) {
    return with_type(desc.dtype, [&](auto zero) {
        Scatter<decltype(zero)> scatter(desc, inputs, kernel, bias, numbers);
        scatter.spread_all();
        return std::move(scatter).activated(desc, slopes);
    });
}

Outputs conv_transpose(const ConvTransposeDesc& desc, const void* inputs, const void* kernel,
                       const void* bias, const void* slopes) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(dense_output_layout(desc).count()));
    std::iota(all.begin(), all.end(), 0);
    return conv_transpose_at(desc, inputs, kernel, bias, all, slopes);
}

}  // namespace convt::reference
