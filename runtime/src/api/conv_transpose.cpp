#include "api/one_call_state.hpp"
#include "base/text.hpp"
#include "convt/convt.hpp"

namespace convt {
namespace {

std::size_t count(const std::vector<std::int64_t>& shape) {
    std::size_t elements = 1;
    for (std::int64_t size : shape) elements *= static_cast<std::size_t>(size);
    return elements;
}

/// On all CPUs, or where another call has them on the calling thread alone.
Status run(const Plan& plan, const void* inputs, const PackedKernel& packed, void* outputs,
           detail::OneCallState& state) {
    const detail::BorrowedThreads threads;
    if (threads.context() != nullptr) return plan.run(inputs, packed, nullptr, outputs, *threads.context());
    if (!state.alone) {
        Result<Context> made = Context::create({.threads = 1});
        if (!made.ok()) return made.status();
        state.alone = std::move(*made);
    }
    return plan.run(inputs, packed, nullptr, outputs, *state.alone);
}

template <class T>
Result<TensorOf<T>> call(const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                         Result<ConvTransposeDesc> desc, DType dtype) {
    if (!desc.ok()) return desc.status();
    desc->dtype = dtype;
    const detail::BorrowedState state;
    const Result<Plan> plan = state->plans.plan_of(*desc);
    if (!plan.ok()) return plan.status();
    const Result<PackedKernel> packed = plan->pack(kernel.data);
    if (!packed.ok()) return packed.status();
    TensorOf<T> outputs;
    outputs.shape = outputs_shape(*desc);
    outputs.data.resize(count(outputs.shape));
    if (Status s = run(*plan, inputs.data, *packed, outputs.data.data(), *state); !s.ok()) return s;
    return outputs;
}

}  // namespace

Result<Tensor> conv_transpose(const TensorView& inputs, const TensorView& kernel, Dims strides,
                              Padding padding, std::optional<Dims> output_padding, DataFormat data_format,
                              Dims dilation_rate) noexcept {
    return detail::guarded([&]() -> Result<Tensor> {
        return call(inputs, kernel,
                    keras_desc(inputs.shape, kernel.shape, strides, padding, output_padding, data_format,
                               dilation_rate),
                    DType::float32);
    });
}

Result<TensorOf<double>> conv_transpose(const TensorViewOf<double>& inputs,
                                        const TensorViewOf<double>& kernel, Dims strides, Padding padding,
                                        std::optional<Dims> output_padding, DataFormat data_format,
                                        Dims dilation_rate) noexcept {
    return detail::guarded([&]() -> Result<TensorOf<double>> {
        return call(inputs, kernel,
                    keras_desc(inputs.shape, kernel.shape, strides, padding, output_padding, data_format,
                               dilation_rate),
                    DType::float64);
    });
}

}  // namespace convt
