#include "quantized/quantized_problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <map>

#include "reference/layout.hpp"
#include "reference/quantized.hpp"
#include "support/integers/random_quantization.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::quantized {
namespace {

using support::Random;

constexpr std::byte kPoison{0x5a};

/// One context for all runs: what earlier runs left in its workspace must not matter.
Context& used_context(int threads) {
    static std::map<int, Context> contexts;
    const auto found = contexts.find(threads);
    if (found != contexts.end()) return found->second;
    return contexts.emplace(threads, Context::create({.threads = threads}).value()).first->second;
}

double output_at(DType dtype, const std::byte* outputs, std::int64_t i) {
    switch (dtype) {
        case DType::int8:
            return static_cast<std::int8_t>(outputs[i]);
        case DType::uint8:
            return static_cast<std::uint8_t>(outputs[i]);
        case DType::int32: {
            std::int32_t value = 0;
            std::memcpy(&value, outputs + 4 * i, sizeof(value));
            return value;
        }
        default: {
            float value = 0;
            std::memcpy(&value, outputs + 4 * i, sizeof(value));
            return static_cast<double>(value);
        }
    }
}

std::string to_string(const ConvTransposeDesc& desc) {
    const Quantization& q = desc.quantization;
    return problem_text(desc) + " zero points " + std::to_string(q.input_zero_point) + " " +
           std::to_string(q.output_zero_point) + " scales " + std::to_string(q.input_scale) + " " +
           std::to_string(q.output_scale) + (q.rounding == Rounding::gemmlowp ? " gemmlowp" : " nearest") +
           (q.bias_dtype == DType::float32 ? " float bias" : "") + " activation " +
           std::to_string(static_cast<int>(desc.activation));
}

/// Elements between the outputs, where output_strides leave gaps, must keep their poison.
testing::AssertionResult equals(const ConvTransposeDesc& desc, Operands& operands,
                                const std::vector<double>& expected) {
    const DType dtype = output_dtype(desc);
    const reference::Layout given = reference::output_layout(desc);
    const reference::Layout dense = reference::dense_output_layout(desc);
    std::vector<bool> written(operands.outputs.size() / bytes_of(dtype));
    testing::AssertionResult result = testing::AssertionSuccess();
    reference::for_each_element(dense, desc.data_format, [&](std::int64_t n, const auto& at, std::int64_t c) {
        const std::int64_t place = given.offset(n, at, c);
        written[static_cast<std::size_t>(place)] = true;
        const double wanted = expected[static_cast<std::size_t>(dense.offset(n, at, c))];
        const double got = output_at(dtype, operands.outputs.data(), place);
        if (got == wanted || !result) return;
        result = testing::AssertionFailure()
                 << "output (" << n << "; " << at[0] << ", " << at[1] << ", " << at[2] << "; " << c << ") is "
                 << got << ", not " << wanted << ": " << to_string(desc);
    });
    for (std::size_t i = 0; i < written.size() && result; ++i) {
        const std::byte* const element = operands.outputs.data() + i * bytes_of(dtype);
        if (!written[i] &&
            std::any_of(element, element + bytes_of(dtype), [](std::byte b) { return b != kPoison; })) {
            result = testing::AssertionFailure()
                     << "element " << i << " between the outputs was written: " << to_string(desc);
        }
    }
    return result;
}

std::size_t extent(const reference::Layout& layout, DType dtype) {
    return static_cast<std::size_t>(layout.extent()) * bytes_of(dtype);
}

}  // namespace

std::size_t bytes_of(DType dtype) {
    return dtype == DType::int8 || dtype == DType::uint8 ? 1 : 4;
}

ConvTransposeDesc random_quantized(Rounding rounding, Random& random) {
    return support::with_random_types(support::random_problem(random), rounding, random);
}

Operands::Operands(const ConvTransposeDesc& desc, Random& random, support::Guard guard)
    : inputs(extent(reference::input_layout(desc), desc.dtype), guard),
      kernel(support::kernel_count(desc), guard),
      bias(4 * static_cast<std::size_t>(desc.out_channels), guard),
      outputs(extent(reference::output_layout(desc), output_dtype(desc)), guard),
      scales(support::random_scales(desc, random)) {
    support::fill_integers({desc.dtype, inputs.data(), inputs.size()}, random);
    support::fill_integers({DType::int8, kernel.data(), kernel.size()}, random);
    const auto channels = static_cast<std::size_t>(desc.out_channels);
    support::fill_bias(desc, {desc.quantization.bias_dtype, bias.data(), channels}, random);
    std::fill_n(outputs.data(), outputs.size(), kPoison);
}

testing::AssertionResult equals_oracle(const Plan& plan, const ConvTransposeDesc& desc, Random& random) {
    Operands operands(desc, random, random.chance(0.5) ? support::Guard::after : support::Guard::before);
    const KernelScales scales{operands.scales.data(), static_cast<std::int64_t>(operands.scales.size())};
    const auto packed = plan.pack(operands.kernel.data(), scales);
    if (!packed.ok()) return testing::AssertionFailure() << packed.status().message();
    const void* bias = random.chance(0.7) ? operands.bias.data() : nullptr;
    const auto expected = reference::quantized_conv_transpose(
        desc, {operands.inputs.data(), reinterpret_cast<const std::int8_t*>(operands.kernel.data()),
               operands.scales, bias});
    const Status status = plan.run(operands.inputs.data(), *packed, bias, operands.outputs.data(),
                                   used_context(static_cast<int>(random.integer(1, 3))));
    if (!status.ok()) return testing::AssertionFailure() << status.message();
    return equals(desc, operands, expected) << "; ran " << plan.kernel_name();
}

}  // namespace convt::quantized
