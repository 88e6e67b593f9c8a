#include "reference/oracle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "reference/layout.hpp"

namespace convt::reference {
namespace {

using Three = std::array<std::int64_t, 3>;

/// Everything the loops need, spatial axes brought to three.
class Scatter {
public:
    Scatter(const ConvTransposeDesc& desc, const float* inputs, const float* kernel)
        : inputs_(inputs),
          kernel_(kernel),
          input_(input_layout(desc)),
          output_(dense_output_layout(desc)),
          kernel_size_(to_three(desc.rank, desc.kernel_size, 1)),
          strides_(to_three(desc.rank, desc.strides, 1)),
          dilation_rate_(to_three(desc.rank, desc.dilation_rate, 1)),
          crop_left_(to_three(desc.rank, desc.crop_left, 0)),
          in_per_group_(desc.in_channels / desc.groups),
          out_per_group_(desc.out_channels / desc.groups) {}

    /// Adds all products of one input position to the outputs they reach.
    void spread(std::int64_t n, const Three& i, Outputs& outputs) const {
        Three k{};
        for (k[0] = 0; k[0] < kernel_size_[0]; ++k[0])
            for (k[1] = 0; k[1] < kernel_size_[1]; ++k[1])
                for (k[2] = 0; k[2] < kernel_size_[2]; ++k[2]) {
                    Three o{};
                    if (reaches(i, k, o)) add_tap(n, i, k, o, outputs);
                }
    }

private:
    /// o = s*i + k*d - crop_left; false when that is not an output.
    bool reaches(const Three& i, const Three& k, Three& o) const {
        for (std::size_t d = 0; d < 3; ++d) {
            o[d] = strides_[d] * i[d] + k[d] * dilation_rate_[d] - crop_left_[d];
            if (o[d] < 0 || o[d] >= output_.spatial[d]) return false;
        }
        return true;
    }

    void add_tap(std::int64_t n, const Three& i, const Three& k, const Three& o, Outputs& outputs) const {
        const std::int64_t tap = (k[0] * kernel_size_[1] + k[1]) * kernel_size_[2] + k[2];
        for (std::int64_t co = 0; co < output_.channels; ++co) {
            const std::int64_t first_ci = co / out_per_group_ * in_per_group_;
            const float* weights = kernel_ + (tap * output_.channels + co) * in_per_group_;
            const auto at = static_cast<std::size_t>(output_.offset(n, o, co));
            for (std::int64_t ci = 0; ci < in_per_group_; ++ci) {
                const double x = inputs_[input_.offset(n, i, first_ci + ci)];
                const double product = x * static_cast<double>(weights[ci]);
                outputs.values[at] += product;
                outputs.magnitudes[at] += std::fabs(product);
            }
            outputs.products[at] += in_per_group_;
        }
    }

    const float* inputs_;
    const float* kernel_;
    Layout input_;
    Layout output_;
    Three kernel_size_;
    Three strides_;
    Three dilation_rate_;
    Three crop_left_;
    std::int64_t in_per_group_;
    std::int64_t out_per_group_;
};

double activate(const ConvTransposeDesc& desc, double v) {
    switch (desc.activation) {
        case Activation::none:
            return v;
        case Activation::relu:
            return v < 0 ? 0 : v;
        case Activation::relu6:
            return v < 0 ? 0 : (v > 6 ? 6 : v);
        case Activation::leaky_relu:
            return v < 0 ? v * static_cast<double>(desc.activation_alpha) : v;
        case Activation::tanh:
            return std::tanh(v);
        case Activation::sigmoid:
            return 1 / (1 + std::exp(-v));
        case Activation::clamp:
            return std::min(std::max(v, static_cast<double>(desc.activation_min)),
                            static_cast<double>(desc.activation_max));
    }
    return v;
}

Outputs start_from_bias(const ConvTransposeDesc& desc, const float* bias) {
    const Layout layout = dense_output_layout(desc);
    const auto count = static_cast<std::size_t>(layout.count());
    Outputs outputs{std::vector<double>(count), std::vector<double>(count), std::vector<std::int64_t>(count)};
    if (bias == nullptr) return outputs;
    for_each_element(layout, desc.data_format, [&](std::int64_t n, const Three& at, std::int64_t co) {
        const auto index = static_cast<std::size_t>(layout.offset(n, at, co));
        outputs.values[index] = bias[co];
        outputs.magnitudes[index] = std::fabs(static_cast<double>(bias[co]));
    });
    return outputs;
}

}  // namespace

Outputs conv_transpose(const ConvTransposeDesc& desc, const float* inputs, const float* kernel,
                       const float* bias) {
    Outputs outputs = start_from_bias(desc, bias);
    const Layout input = input_layout(desc);
    const Scatter scatter(desc, inputs, kernel);
    if (!outputs.values.empty() && input.channels > 0) {
        for (std::int64_t n = 0; n < input.batch; ++n)
            for (std::int64_t z = 0; z < input.spatial[0]; ++z)
                for (std::int64_t y = 0; y < input.spatial[1]; ++y)
                    for (std::int64_t x = 0; x < input.spatial[2]; ++x) scatter.spread(n, {z, y, x}, outputs);
    }
    for (double& value : outputs.values) value = activate(desc, value);
    return outputs;
}

}  // namespace convt::reference
