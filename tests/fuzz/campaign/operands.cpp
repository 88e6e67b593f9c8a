#include "fuzz/campaign/operands.hpp"

#include <cstring>
#include <limits>

#include "reference/layout.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"

namespace convt::campaign {
namespace {

using support::Random;

std::size_t extent(const reference::Layout& layout) {
    return static_cast<std::size_t>(layout.extent());
}

/// [spatial…, out, in/groups] to [in, out/groups, spatial…].
std::vector<float> as_pytorch(const ConvTransposeDesc& desc, const std::vector<float>& keras) {
    std::vector<float> result(keras.size());
    const auto size = reference::to_three(desc.rank, desc.kernel_size, 1);
    const auto taps = static_cast<std::size_t>(size[0] * size[1] * size[2]);
    const auto groups = static_cast<std::size_t>(desc.groups);
    const std::size_t out = static_cast<std::size_t>(desc.out_channels) / groups;
    const std::size_t in = static_cast<std::size_t>(desc.in_channels) / groups;
    for (std::size_t tap = 0; tap < taps; ++tap)
        for (std::size_t g = 0; g < groups; ++g)
            for (std::size_t o = 0; o < out; ++o)
                for (std::size_t i = 0; i < in; ++i) {
                    result[((g * in + i) * out + o) * taps + tap] =
                        keras[(tap * groups * out + g * out + o) * in + i];
                }
    return result;
}

void fill(std::vector<float>& values, Random& random, float scale) {
    for (float& value : values) value = random.value() * scale;
}

void spoil(std::vector<float>& inputs, Random& random) {
    using Limits = std::numeric_limits<float>;
    if (inputs.empty()) return;
    const std::int64_t last = static_cast<std::int64_t>(inputs.size()) - 1;
    for (std::int64_t count = random.integer(1, 3); count > 0; --count) {
        const std::int64_t kind = random.integer(0, 2);
        inputs[static_cast<std::size_t>(random.integer(0, last))] = kind == 0   ? Limits::quiet_NaN()
                                                                    : kind == 1 ? Limits::infinity()
                                                                                : -Limits::infinity();
    }
}

}  // namespace

ShiftedBuffer::ShiftedBuffer(std::size_t count, support::Guard guard, int shift)
    : memory_(count + (shift > 0 ? 1 : 0), guard),
      count_(count),
      data_(reinterpret_cast<std::byte*>(memory_.data()) + shift) {}

void ShiftedBuffer::write(const std::vector<float>& values) {
    if (count_ > 0) std::memcpy(data_, values.data(), count_ * sizeof(float));
}

std::vector<float> ShiftedBuffer::read() const {
    std::vector<float> values(count_);
    if (count_ > 0) std::memcpy(values.data(), data_, count_ * sizeof(float));
    return values;
}

Operands::Operands(const Case& c)
    : inputs(extent(reference::input_layout(c.desc))),
      kernel(support::kernel_count(c.desc)),
      bias(static_cast<std::size_t>(c.desc.out_channels)),
      at_inputs(inputs.size(), c.guard, c.shift),
      at_kernel(kernel.size(), c.guard, c.shift),
      at_bias(bias.size(), c.guard, c.shift),
      at_outputs(extent(reference::output_layout(c.desc)), c.guard, c.shift) {
    Random random(c.data_seed);
    constexpr float kTiny = 0x1p-130F;
    constexpr float kLarge = 0x1p60F;
    const bool huge = c.values == Values::huge;
    fill(inputs, random, c.values == Values::denormal ? kTiny : huge ? kLarge : 1);
    fill(kernel, random, huge ? 0x1p40F : 1);
    fill(bias, random, c.values == Values::denormal ? kTiny : 1);
    if (c.values == Values::nonfinite) spoil(inputs, random);
    place(c);
}

void Operands::place(const Case& c) {
    at_inputs.write(inputs);
    at_kernel.write(c.order == KernelOrder::keras ? kernel : as_pytorch(c.desc, kernel));
    at_bias.write(bias);
    std::vector<float> poisoned(at_outputs.count());
    support::poison(poisoned);
    at_outputs.write(poisoned);
}

}  // namespace convt::campaign
