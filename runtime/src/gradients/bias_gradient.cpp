#include "gradients/bias_gradient.hpp"

#include <algorithm>

#include "base/half.hpp"
#include "base/rounding.hpp"
#include "base/unaligned.hpp"
#include "gradients/common.hpp"
#include "gradients/gather/phase_gather.hpp"

namespace convt::detail {
namespace {

/// Channels whose sums stay in registers and L1.
constexpr std::int64_t kTogether = 64;

template <class E>
class BiasGradient {
    using Stored = typename E::Stored;
    using Summed = typename E::Summed;

public:
    BiasGradient(const ConvTransposeDesc& desc, const void* outputs, void* sums) noexcept
        : desc_(desc),
          axes_(gradient_axes(desc)),
          strides_(gradient_strides(output_strides(desc), desc.rank)),
          outputs_(static_cast<const Stored*>(outputs)),
          sums_(static_cast<Summed*>(sums)) {}

    void run(ContextState& context) const noexcept {
        const std::int64_t pixels = desc_.batch * axes_[0].out * axes_[1].out * axes_[2].out;
        for_each_of(context, divide_up(desc_.out_channels, kTogether), pixels * desc_.out_channels,
                    [&](std::int64_t part) { sum(part * kTogether); });
    }

private:
    void sum(std::int64_t first) const noexcept {
        const std::int64_t channels = std::min(kTogether, desc_.out_channels - first);
        double sums[kTogether] = {};
        const std::int64_t rows = axes_[0].out * axes_[1].out;
        for (std::int64_t r = 0; r < desc_.batch * rows; ++r) {
            const std::int64_t z = r % rows / axes_[1].out, y = r % axes_[1].out;
            const Stored* row = outputs_ + r / rows * strides_.batch + z * strides_.spatial[0] +
                                y * strides_.spatial[1] + first * strides_.channels;
            desc_.data_format == DataFormat::channels_last ? add_pixels(row, channels, sums)
                                                           : add_planes(row, channels, sums);
        }
        for (std::int64_t c = 0; c < channels; ++c) store(static_cast<Summed>(sums[c]), sums_ + first + c);
    }

    double value(const Stored* at) const noexcept {
        return static_cast<double>(summed(load(at), desc_.dtype));
    }

    void add_pixels(const Stored* row, std::int64_t channels, double* sums) const noexcept {
        for (std::int64_t x = 0; x < axes_[2].out; ++x, row += strides_.spatial[2]) {
            for (std::int64_t c = 0; c < channels; ++c) sums[c] += value(row + c);
        }
    }

    void add_planes(const Stored* row, std::int64_t channels, double* sums) const noexcept {
        for (std::int64_t c = 0; c < channels; ++c, row += strides_.channels) {
            // Several sums, as each waits for its last addition.
            double parts[8] = {};
            std::int64_t x = 0;
            for (; x + 8 <= axes_[2].out; x += 8) {
                for (std::int64_t i = 0; i < 8; ++i) parts[i] += value(row + x + i);
            }
            for (; x < axes_[2].out; ++x) parts[0] += value(row + x);
            for (const double part : parts) sums[c] += part;
        }
    }

    const ConvTransposeDesc& desc_;
    GradientAxes axes_;
    GradientStrides strides_;
    const Stored* outputs_;
    Summed* sums_;
};

}  // namespace

void run_bias_gradient(const ConvTransposeDesc& desc, const void* output_gradients, void* bias_gradients,
                       ContextState& context) noexcept {
    with_elements(desc.dtype,
                  [&]<class E>(E) { BiasGradient<E>(desc, output_gradients, bias_gradients).run(context); });
}

}  // namespace convt::detail
