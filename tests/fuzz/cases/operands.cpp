#include "fuzz/cases/operands.hpp"

#include <cstring>
#include <limits>

#include "reference/layout.hpp"
#include "support/compare.hpp"
#include "support/integers/random_quantization.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"

namespace convt::campaign {
namespace {

using support::ElementVector;
using support::Random;

std::size_t extent(const reference::Layout& layout) {
    return static_cast<std::size_t>(layout.extent());
}

/// Elements that hold so many bytes.
std::size_t elements_of(DType dtype, int bytes) {
    const std::size_t size = reference::bytes_of(dtype);
    return (static_cast<std::size_t>(bytes) + size - 1) / size;
}

/// [spatial…, out, in/groups] to [in, out/groups, spatial…].
ElementVector as_pytorch(const ConvTransposeDesc& desc, const ElementVector& keras) {
    ElementVector result(keras.dtype(), keras.size());
    const auto size = reference::to_three(desc.rank, desc.kernel_size, 1);
    const auto taps = static_cast<std::size_t>(size[0] * size[1] * size[2]);
    const auto groups = static_cast<std::size_t>(desc.groups);
    const std::size_t out = static_cast<std::size_t>(desc.out_channels) / groups;
    const std::size_t in = static_cast<std::size_t>(desc.in_channels) / groups;
    for (std::size_t tap = 0; tap < taps; ++tap)
        for (std::size_t g = 0; g < groups; ++g)
            for (std::size_t o = 0; o < out; ++o)
                for (std::size_t i = 0; i < in; ++i) {
                    result.set(((g * in + i) * out + o) * taps + tap,
                               keras[(tap * groups * out + g * out + o) * in + i]);
                }
    return result;
}

void fill(ElementVector& values, Random& random, double scale) {
    random.fill(values.elements());
    for (std::size_t i = 0; i < values.size(); ++i) values.set(i, values[i] * scale);
}

void set_ones(ElementVector& values) {
    for (std::size_t i = 0; i < values.size(); ++i) values.set(i, 1);
}

/// Of subnormal inputs, and of large inputs and weights; those of float16 overflow as outputs.
struct Scales {
    double tiny, inputs, kernel;
};
Scales scales_of(DType dtype) {
    if (dtype == DType::float64) return {0x1p-1026, 0x1p500, 0x1p40};
    if (dtype == DType::float16) return {0x1p-18, 0x1p8, 0x1p8};
    return {0x1p-130, 0x1p60, 0x1p40};
}

void spoil(ElementVector& inputs, Random& random) {
    using Limits = std::numeric_limits<double>;
    if (inputs.size() == 0) return;
    const std::int64_t last = static_cast<std::int64_t>(inputs.size()) - 1;
    for (std::int64_t count = random.integer(1, 3); count > 0; --count) {
        const std::int64_t kind = random.integer(0, 2);
        const double special = kind == 0   ? Limits::quiet_NaN()
                               : kind == 1 ? Limits::infinity()
                                           : -Limits::infinity();
        inputs.set(static_cast<std::size_t>(random.integer(0, last)), special);
    }
}

/// The types of a kernel and of a bias beside inputs.
DType kernel_type(const ConvTransposeDesc& desc) {
    return reference::is_quantized(desc.dtype) ? DType::int8 : desc.dtype;
}
DType bias_type(const ConvTransposeDesc& desc) {
    return reference::is_quantized(desc.dtype) ? desc.quantization.bias_dtype
                                               : reference::summed_type(desc.dtype);
}

}  // namespace

ShiftedBuffer::ShiftedBuffer(DType dtype, std::size_t count, support::Guard guard, int shift)
    : memory_(dtype, count + elements_of(dtype, shift), guard),
      count_(count),
      data_(static_cast<std::byte*>(memory_.data()) + shift) {}

void ShiftedBuffer::write(const support::ConstElements& values) {
    if (count_ > 0) std::memcpy(data_, values.data(), values.size_bytes());
}

bool ShiftedBuffer::hold(const support::ConstElements& values) const {
    return count_ == 0 || std::memcmp(data_, values.data(), values.size_bytes()) == 0;
}

Operands::Operands(const Case& c)
    : inputs(c.desc.dtype, extent(reference::input_layout(c.desc))),
      kernel(kernel_type(c.desc), support::kernel_count(c.desc)),
      bias(bias_type(c.desc), static_cast<std::size_t>(c.desc.out_channels)),
      slopes(reference::summed_type(c.desc.dtype), c.desc.activation == Activation::prelu ? bias.size() : 0),
      at_inputs(c.desc.dtype, inputs.size(), c.guard, c.shift),
      at_kernel(kernel.dtype(), kernel.size(), c.guard, c.shift),
      at_bias(bias.dtype(), bias.size(), c.guard, c.shift),
      at_slopes(slopes.dtype(), slopes.size(), c.guard, c.shift),
      at_outputs(output_dtype(c.desc), extent(reference::output_layout(c.desc)), c.guard, c.shift),
      ordered_(kernel.dtype(), 0),
      poisoned_(output_dtype(c.desc), at_outputs.count()) {
    if (reference::is_quantized(c.desc.dtype)) {
        fill_integers(c);
    } else {
        fill_floats(c);
    }
    ordered_ = c.order == KernelOrder::keras ? kernel : as_pytorch(c.desc, kernel);
    support::poison(poisoned_.elements());
    at_inputs.write(inputs);
    at_kernel.write(ordered_);
    at_bias.write(bias);
    at_slopes.write(slopes);
}

void Operands::fill_floats(const Case& c) {
    Random random(c.data_seed);
    // Subnormal products, and sums with room for the largest number of them.
    const Scales scales_of_type = scales_of(c.desc.dtype);
    const double tiny = scales_of_type.tiny;
    const bool huge = c.values == Values::huge;
    fill(inputs, random, c.values == Values::denormal ? tiny : huge ? scales_of_type.inputs : 1);
    fill(kernel, random, huge ? scales_of_type.kernel : 1);
    fill(bias, random, c.values == Values::denormal ? tiny : 1);
    fill(slopes, random, 1);
    if (c.values == Values::nonfinite) spoil(inputs, random);
    if (c.values == Values::ones) {
        for (ElementVector* values : {&inputs, &kernel, &bias, &slopes}) set_ones(*values);
    }
}

void Operands::fill_integers(const Case& c) {
    Random random(c.data_seed);
    support::fill_integers(inputs.elements(), random);
    support::fill_integers(kernel.elements(), random);
    support::fill_bias(c.desc, bias.elements(), random);
    scales = support::random_scales(c.desc, random);
}

bool Operands::unchanged() const {
    return at_inputs.hold(inputs) && at_kernel.hold(ordered_) && at_bias.hold(bias) && at_slopes.hold(slopes);
}

}  // namespace convt::campaign
