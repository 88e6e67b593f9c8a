#include "gradients/gradient_oracle.hpp"

#include <cmath>

#include "support/problem.hpp"

namespace convt::gradients {
namespace {

using reference::Layout;
using At = std::array<std::int64_t, 3>;

class Loops {
public:
    Loops(const ConvTransposeDesc& desc, const reference::ConstElements& inputs,
          const reference::ConstElements& kernel, const reference::ConstElements& outputs)
        : inputs_(inputs), kernel_(kernel), outputs_(outputs), exact_(desc) {
        in_channels_ = desc.in_channels / desc.groups;
        out_channels_ = desc.out_channels / desc.groups;
        x_ = reference::input_layout(desc);
        y_ = reference::output_layout(desc);
        size_ = reference::to_three(desc.rank, desc.kernel_size, 1);
        stride_ = reference::to_three(desc.rank, desc.strides, 1);
        dilation_ = reference::to_three(desc.rank, desc.dilation_rate, 1);
        crop_ = reference::to_three(desc.rank, desc.crop_left, 0);
    }

    Exact run() {
        reference::for_each_element(
            x_, DataFormat::channels_last,
            [&](std::int64_t n, const At& at, std::int64_t channel) { scatter(n, at, channel); });
        reference::for_each_element(y_, DataFormat::channels_last,
                                    [&](std::int64_t n, const At& at, std::int64_t channel) {
                                        exact_.bias.add(channel, output(y_.offset(n, at, channel)));
                                    });
        return exact_;
    }

private:
    void scatter(std::int64_t n, const At& at, std::int64_t channel) {
        const std::int64_t taps = size_[0] * size_[1] * size_[2];
        for (std::int64_t k = 0; k < taps; ++k) {
            const At tap{k / (size_[1] * size_[2]), k / size_[2] % size_[1], k % size_[2]};
            At o{};
            bool inside = true;
            for (std::size_t d = 0; d < 3; ++d) {
                o[d] = at[d] * stride_[d] + tap[d] * dilation_[d] - crop_[d];
                inside = inside && o[d] >= 0 && o[d] < y_.spatial[d];
            }
            if (inside) multiply(n, x_.offset(n, at, channel), channel, k, o);
        }
    }

    void multiply(std::int64_t n, std::int64_t input, std::int64_t channel, std::int64_t k, const At& o) {
        const std::int64_t group = channel / in_channels_;
        for (std::int64_t c = 0; c < out_channels_; ++c) {
            const std::int64_t out = group * out_channels_ + c;
            const std::int64_t weight = (k * y_.channels + out) * in_channels_ + channel % in_channels_;
            const long double g = output(y_.offset(n, o, out));
            exact_.inputs.add(input, g * kernel_[static_cast<std::size_t>(weight)]);
            exact_.kernel.add(weight, g * inputs_[static_cast<std::size_t>(input)]);
        }
    }

    long double output(std::int64_t at) const { return outputs_[static_cast<std::size_t>(at)]; }

    reference::ConstElements inputs_, kernel_, outputs_;
    Exact exact_;
    std::int64_t in_channels_, out_channels_;
    Layout x_, y_;
    At size_, stride_, dilation_, crop_;
};

}  // namespace

void Sums::add(std::int64_t at, long double product) {
    const auto i = static_cast<std::size_t>(at);
    values[i] += product;
    magnitudes[i] += std::fabs(static_cast<double>(product));
    ++products[i];
}

Exact::Exact(const ConvTransposeDesc& desc)
    : inputs(reference::input_layout(desc).extent()),
      kernel(static_cast<std::int64_t>(support::kernel_count(desc))),
      bias(desc.out_channels) {}

Exact exact_gradients(const ConvTransposeDesc& desc, const reference::ConstElements& inputs,
                      const reference::ConstElements& kernel,
                      const reference::ConstElements& output_gradients) {
    return Loops(desc, inputs, kernel, output_gradients).run();
}

}  // namespace convt::gradients
