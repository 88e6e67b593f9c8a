#include "gradients/gradient_run.hpp"

#include <algorithm>
#include <cstring>

#include "reference/error_bound.hpp"
#include "support/compare.hpp"
#include "support/lines.hpp"
#include "support/problem.hpp"

namespace convt::gradients {
namespace {

using reference::ConstElements;
using reference::Elements;
using reference::ElementVector;

std::size_t extent(const reference::Layout& layout) {
    return static_cast<std::size_t>(layout.extent());
}

/// @param factor of each bound; of the largest one for fast algorithms, which mix sums
testing::AssertionResult near(const char* name, DType dtype, const ConstElements& got, const Sums& exact,
                              bool fast) {
    double largest = 0;
    for (std::size_t i = 0; i < exact.values.size(); ++i) {
        largest = std::max(largest, reference::sum_bound(dtype, exact.magnitudes[i], exact.products[i]));
    }
    for (std::size_t i = 0; i < exact.values.size(); ++i) {
        const double own = reference::sum_bound(dtype, exact.magnitudes[i], exact.products[i]);
        const double bound = fast ? reference::kFastFactor * largest : own;
        if (support::close(got.dtype(), got[i], exact.values[i], bound)) continue;
        return testing::AssertionFailure() << name << "[" << i << "] is " << got[i] << " instead of "
                                           << static_cast<double>(exact.values[i]) << ", bound " << bound;
    }
    return testing::AssertionSuccess();
}

/// Elements that belong to the inputs: gaps between them keep their poison.
testing::AssertionResult near_inputs(const ConvTransposeDesc& desc, const ConstElements& got,
                                     const Sums& exact, bool fast) {
    const reference::Layout layout = reference::input_layout(desc);
    std::vector<bool> written(got.size());
    reference::for_each_element(layout, DataFormat::channels_last,
                                [&](std::int64_t n, const auto& at, std::int64_t channel) {
                                    written[static_cast<std::size_t>(layout.offset(n, at, channel))] = true;
                                });
    ElementVector values(got);
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (written[i]) continue;
        if (!support::is_poison(got, i)) {
            return testing::AssertionFailure() << "element " << i << " between input gradients was written";
        }
        values.set(i, 0);
    }
    return near("input_gradients", desc.dtype, values, exact, fast);
}

}  // namespace

Tensors::Tensors(const ConvTransposeDesc& desc, support::Random& random)
    : inputs(desc.dtype, extent(reference::input_layout(desc))),
      kernel(desc.dtype, support::kernel_count(desc)),
      output_gradients(desc.dtype, extent(reference::output_layout(desc))),
      input_gradients(desc.dtype, extent(reference::input_layout(desc))),
      kernel_gradients(desc.dtype, support::kernel_count(desc)),
      bias_gradients(reference::summed_type(desc.dtype), static_cast<std::size_t>(desc.out_channels)) {
    random.fill(inputs.values());
    random.fill(kernel.values());
    random.fill(output_gradients.values());
    for (support::GuardedBuffer* buffer : {&input_gradients, &kernel_gradients, &bias_gradients}) {
        support::poison(buffer->values());
    }
}

ElementVector in_order(const ConvTransposeDesc& desc, const ConstElements& weights, KernelOrder from,
                       KernelOrder to) {
    ElementVector moved(weights);
    if (from == to) return moved;
    const std::int64_t in = desc.in_channels / desc.groups, out = desc.out_channels / desc.groups;
    const auto size =
        static_cast<std::int64_t>(weights.size()) / std::max<std::int64_t>(in * out * desc.groups, 1);
    for (std::int64_t g = 0; g < desc.groups; ++g) {
        for (std::int64_t i = 0; i < in * out * size; ++i) {
            const std::int64_t k = i / (in * out), o = i / in % out, c = i % in;
            const auto keras = static_cast<std::size_t>((k * desc.out_channels + g * out + o) * in + c);
            const auto pytorch = static_cast<std::size_t>(((g * in + c) * out + o) * size + k);
            from == KernelOrder::keras ? moved.set(pytorch, weights[keras])
                                       : moved.set(keras, weights[pytorch]);
        }
    }
    return moved;
}

Status run_gradients(const ConvTransposeDesc& desc, Tensors& t, const GradientOptions& options,
                     Context& context) {
    const auto of_inputs = InputGradientPlan::create(desc, options);
    if (!of_inputs.ok()) return of_inputs.status();
    const auto of_kernel = KernelGradientPlan::create(desc, options);
    if (!of_kernel.ok()) return of_kernel.status();
    const support::Lines memory(std::max(of_inputs->memory_bytes(), of_kernel->memory_bytes()), 0xff);
    const ElementVector kernel = in_order(desc, t.kernel.values(), KernelOrder::keras, options.order);
    Status done = of_inputs->run(t.output_gradients.data(), kernel.data(), t.input_gradients.data(),
                                 memory.data(), of_inputs->memory_bytes(), context);
    if (!done.ok()) return done;
    done = of_kernel->run(t.inputs.data(), t.output_gradients.data(), t.kernel_gradients.data(),
                          memory.data(), of_kernel->memory_bytes(), context);
    if (!done.ok()) return done;
    const ElementVector keras =
        in_order(desc, t.kernel_gradients.values(), options.order, KernelOrder::keras);
    if (keras.size() > 0) {
        std::memcpy(t.kernel_gradients.data(), keras.data(), t.kernel_gradients.values().size_bytes());
    }
    return bias_gradients(desc, t.output_gradients.data(), t.bias_gradients.data(), context);
}

testing::AssertionResult gradients_like_oracle(const ConvTransposeDesc& desc, support::Random& random,
                                               const GradientOptions& options, int threads) {
    Tensors t(desc, random);
    Context context = Context::create({.threads = threads}).value();
    const Status done = run_gradients(desc, t, options, context);
    if (!done.ok()) return testing::AssertionFailure() << done.message() << "; " << support::to_string(desc);
    const Exact exact =
        exact_gradients(desc, t.inputs.values(), t.kernel.values(), t.output_gradients.values());
    const auto plan = InputGradientPlan::create(desc, options);
    const bool fast = plan->algorithm() == Algorithm::winograd;
    for (auto result :
         {near_inputs(desc, t.input_gradients.values(), exact.inputs, fast),
          near("kernel_gradients", desc.dtype, t.kernel_gradients.values(), exact.kernel, false),
          near("bias_gradients", desc.dtype, t.bias_gradients.values(), exact.bias, false)}) {
        if (!result) return result << "; " << support::to_string(desc) << "; " << plan->kernel_name();
    }
    return testing::AssertionSuccess();
}

}  // namespace convt::gradients
