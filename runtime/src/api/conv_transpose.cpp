#include <string>
#include <type_traits>

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

std::string in_words(const std::vector<std::int64_t>& shape) {
    std::string out = "(";
    for (const std::int64_t size : shape) out += (out.size() > 1 ? ", " : "") + std::to_string(size);
    return out + ")";
}

/// Packs and runs with a context. Its threads decide the plan.
Status run(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, void* outputs,
           Context& context, detail::OneCallState& state) {
    const Result<Plan> plan = state.plans.plan_of(desc, context.threads());
    if (!plan.ok()) return plan.status();
    const std::size_t bytes = plan->packed_bytes();
    void* memory = state.packed.of(bytes);
    if (memory == nullptr) {
        return {StatusCode::out_of_memory, detail::text(bytes, " bytes for packed weights could not be had")};
    }
    const Result<PackedView> packed = plan->pack(kernel, KernelOrder::keras, memory, bytes, context);
    if (!packed.ok()) return packed.status();
    return plan->run(inputs, *packed, nullptr, outputs, context);
}

/// In the caller's context; without one on all CPUs, or where another call has them on the calling thread
/// alone.
Status run_anywhere(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, void* outputs,
                    Context* context) {
    const detail::BorrowedState state;
    if (context != nullptr) return run(desc, inputs, kernel, outputs, *context, *state);
    const detail::BorrowedThreads threads;
    if (threads.context() != nullptr) {
        return run(desc, inputs, kernel, outputs, *threads.context(), *state);
    }
    if (!state->alone) {
        Result<Context> made = Context::create({.threads = 1});
        if (!made.ok()) return made.status();
        state->alone = std::move(*made);
    }
    return run(desc, inputs, kernel, outputs, *state->alone, *state);
}

template <class T>
Result<ConvTransposeDesc> desc_of(const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                                  const Dims& strides, Padding padding,
                                  const std::optional<Dims>& output_padding, DataFormat data_format,
                                  const Dims& dilation_rate) {
    Result<ConvTransposeDesc> desc =
        keras_desc(inputs.shape, kernel.shape, strides, padding, output_padding, data_format, dilation_rate);
    if (desc.ok()) desc->dtype = std::is_same_v<T, double> ? DType::float64 : DType::float32;
    return desc;
}

template <class T>
Result<TensorOf<T>> call(const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                         const Result<ConvTransposeDesc>& desc) {
    if (!desc.ok()) return desc.status();
    TensorOf<T> outputs;
    outputs.shape = outputs_shape(*desc);
    outputs.data.resize(count(outputs.shape));
    const Status done = run_anywhere(*desc, inputs.data, kernel.data, outputs.data.data(), nullptr);
    if (!done.ok()) return done;
    return outputs;
}

template <class T>
Status call_into(const TensorSpanOf<T>& outputs, const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                 const Result<ConvTransposeDesc>& desc, Context* context) {
    if (!desc.ok()) return desc.status();
    if (const auto wanted = outputs_shape(*desc); outputs.shape != wanted) {
        return detail::invalid("outputs has the shape ", in_words(outputs.shape), "; it must be ",
                               in_words(wanted));
    }
    return run_anywhere(*desc, inputs.data, kernel.data, outputs.data, context);
}

}  // namespace

Result<Tensor> conv_transpose(const TensorView& inputs, const TensorView& kernel, Dims strides,
                              Padding padding, std::optional<Dims> output_padding, DataFormat data_format,
                              Dims dilation_rate) noexcept {
    return detail::guarded([&]() -> Result<Tensor> {
        return call(inputs, kernel,
                    desc_of(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate));
    });
}

Result<TensorOf<double>> conv_transpose(const TensorViewOf<double>& inputs,
                                        const TensorViewOf<double>& kernel, Dims strides, Padding padding,
                                        std::optional<Dims> output_padding, DataFormat data_format,
                                        Dims dilation_rate) noexcept {
    return detail::guarded([&]() -> Result<TensorOf<double>> {
        return call(inputs, kernel,
                    desc_of(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate));
    });
}

Status conv_transpose_into(const TensorSpanOf<float>& outputs, const TensorView& inputs,
                           const TensorView& kernel, Dims strides, Padding padding,
                           std::optional<Dims> output_padding, DataFormat data_format, Dims dilation_rate,
                           Context* context) noexcept {
    return detail::guarded([&]() -> Status {
        return call_into(
            outputs, inputs, kernel,
            desc_of(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate), context);
    });
}

Status conv_transpose_into(const TensorSpanOf<double>& outputs, const TensorViewOf<double>& inputs,
                           const TensorViewOf<double>& kernel, Dims strides, Padding padding,
                           std::optional<Dims> output_padding, DataFormat data_format, Dims dilation_rate,
                           Context* context) noexcept {
    return detail::guarded([&]() -> Status {
        return call_into(
            outputs, inputs, kernel,
            desc_of(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate), context);
    });
}

}  // namespace convt
