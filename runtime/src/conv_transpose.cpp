#include "convt/convt.hpp"
#include "plan_cache.hpp"
#include "text.hpp"

namespace convt {
namespace {

/// One context per calling thread: calls from many threads do not meet.
Result<Context>& thread_context() {
    thread_local Result<Context> context = Context::create();
    if (!context.ok()) context = Context::create();
    return context;
}

std::size_t count(const std::vector<std::int64_t>& shape) {
    std::size_t elements = 1;
    for (std::int64_t size : shape) elements *= static_cast<std::size_t>(size);
    return elements;
}

}  // namespace

Result<Tensor> conv_transpose(const TensorView& inputs, const TensorView& kernel, Dims strides,
                              Padding padding, std::optional<Dims> output_padding, DataFormat data_format,
                              Dims dilation_rate) noexcept {
    return detail::guarded([&]() -> Result<Tensor> {
        const auto desc = keras_desc(inputs.shape, kernel.shape, strides, padding, output_padding,
                                     data_format, dilation_rate);
        if (!desc.ok()) return desc.status();
        const Result<Plan> plan = detail::cached_plan(*desc);
        if (!plan.ok()) return plan.status();
        const Result<PackedKernel> packed = plan->pack(kernel.data);
        if (!packed.ok()) return packed.status();
        Result<Context>& context = thread_context();
        if (!context.ok()) return context.status();
        Tensor outputs;
        outputs.shape = outputs_shape(*desc);
        outputs.data.resize(count(outputs.shape));
        if (Status s = plan->run(inputs.data, *packed, nullptr, outputs.data.data(), *context); !s.ok())
            return s;
        return outputs;
    });
}

}  // namespace convt
