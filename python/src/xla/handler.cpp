#include "xla/handler.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "calls/dense_run.hpp"
#include "calls/gradients/gradient_run.hpp"
#include "convt/desc.hpp"
#include "xla/ffi/api/ffi.h"

namespace convt::python {
namespace {

namespace ffi = xla::ffi;
using Numbers = ffi::Span<const std::int64_t>;

ffi::Error error_of(const Status& status) {
    switch (status.code()) {
        case StatusCode::out_of_memory:
            return {ffi::ErrorCode::kResourceExhausted, status.message()};
        case StatusCode::unsupported:
            return {ffi::ErrorCode::kUnimplemented, status.message()};
        case StatusCode::internal:
            return {ffi::ErrorCode::kInternal, status.message()};
        default:
            return {ffi::ErrorCode::kInvalidArgument, status.message()};
    }
}

std::vector<std::int64_t> values_of(Numbers numbers) {
    return {numbers.begin(), numbers.end()};
}

std::optional<DType> dtype_of(ffi::DataType type) {
    if (type == ffi::DataType::F32) return DType::float32;
    if (type == ffi::DataType::F64) return DType::float64;
    return std::nullopt;
}

/// What a call says beside its buffers.
struct Arguments {
    Numbers strides, dilation_rate, output_padding;
    bool is_same, is_channels_first;
};

/// The descriptor of a call, or why there is none.
Result<ConvTransposeDesc> desc_of(const ffi::AnyBuffer& inputs, const ffi::AnyBuffer& kernel,
                                  const ffi::AnyBuffer& outputs, const Arguments& arguments) {
    const auto invalid = [](const char* why) { return Status(StatusCode::invalid_argument, why); };
    const std::optional<DType> dtype = dtype_of(inputs.element_type());
    if (!dtype || kernel.element_type() != inputs.element_type() ||
        outputs.element_type() != inputs.element_type()) {
        return invalid("inputs, kernel and outputs must all be of float32 or of float64");
    }
    Result<ConvTransposeDesc> desc = keras_desc(
        values_of(inputs.dimensions()), values_of(kernel.dimensions()), Dims(values_of(arguments.strides)),
        arguments.is_same ? Padding::same : Padding::valid,
        arguments.output_padding.size() == 0 ? std::nullopt
                                             : std::optional(Dims(values_of(arguments.output_padding))),
        arguments.is_channels_first ? DataFormat::channels_first : DataFormat::channels_last,
        Dims(values_of(arguments.dilation_rate)));
    if (!desc.ok()) return desc;
    desc->dtype = *dtype;
    if (outputs_shape(*desc) != values_of(outputs.dimensions())) {
        return invalid("the outputs' shape is not that of conv_transpose");
    }
    return desc;
}

/// Calls run(desc); nothing is thrown into XLA.
template <class Run>
ffi::Error guarded(const ffi::AnyBuffer& inputs, const ffi::AnyBuffer& kernel, const ffi::AnyBuffer& outputs,
                   const Arguments& arguments, const Run& run) {
    try {
        const Result<ConvTransposeDesc> desc = desc_of(inputs, kernel, outputs, arguments);
        if (!desc.ok()) return error_of(desc.status());
        const Status status = run(*desc);
        return status.ok() ? ffi::Error::Success() : error_of(status);
    } catch (const std::exception& error) {
        return {ffi::ErrorCode::kResourceExhausted, error.what()};
    }
}

ffi::Error conv_transpose(ffi::AnyBuffer inputs, ffi::AnyBuffer kernel, ffi::Result<ffi::AnyBuffer> outputs,
                          Numbers strides, Numbers dilation_rate, Numbers output_padding, bool is_same,
                          bool is_channels_first) {
    return guarded(
        inputs, kernel, *outputs, {strides, dilation_rate, output_padding, is_same, is_channels_first},
        [&](const ConvTransposeDesc& desc) {
            return run_dense(desc, inputs.untyped_data(), kernel.untyped_data(), outputs->untyped_data());
        });
}

ffi::Error input_gradient(ffi::AnyBuffer output_gradients, ffi::AnyBuffer kernel,
                          ffi::Result<ffi::AnyBuffer> gradients, Numbers strides, Numbers dilation_rate,
                          Numbers output_padding, bool is_same, bool is_channels_first) {
    return guarded(*gradients, kernel, output_gradients,
                   {strides, dilation_rate, output_padding, is_same, is_channels_first},
                   [&](const ConvTransposeDesc& desc) {
                       return run_input_gradient(desc, KernelOrder::keras, output_gradients.untyped_data(),
                                                 kernel.untyped_data(), gradients->untyped_data());
                   });
}

ffi::Error kernel_gradient(ffi::AnyBuffer inputs, ffi::AnyBuffer output_gradients,
                           ffi::Result<ffi::AnyBuffer> gradients, Numbers strides, Numbers dilation_rate,
                           Numbers output_padding, bool is_same, bool is_channels_first) {
    return guarded(inputs, *gradients, output_gradients,
                   {strides, dilation_rate, output_padding, is_same, is_channels_first},
                   [&](const ConvTransposeDesc& desc) {
                       return run_kernel_gradient(desc, KernelOrder::keras, inputs.untyped_data(),
                                                  output_gradients.untyped_data(), gradients->untyped_data());
                   });
}

/// Two arrays in, one out.
auto binding() {
    return ffi::Ffi::Bind()
        .Arg<ffi::AnyBuffer>()
        .Arg<ffi::AnyBuffer>()
        .Ret<ffi::AnyBuffer>()
        .Attr<Numbers>("strides")
        .Attr<Numbers>("dilation_rate")
        .Attr<Numbers>("output_padding")
        .Attr<bool>("is_same")
        .Attr<bool>("is_channels_first");
}

XLA_FFI_DEFINE_HANDLER(kHandler, conv_transpose, binding());
XLA_FFI_DEFINE_HANDLER(kInputGradient, input_gradient, binding());
XLA_FFI_DEFINE_HANDLER(kKernelGradient, kernel_gradient, binding());

template <class Handler>
nanobind::capsule capsule_of(Handler* handler) {
    return {reinterpret_cast<const void*>(handler), "xla._CUSTOM_CALL_TARGET"};
}

}  // namespace

void bind_xla(nanobind::module_& module) {
    module.def("_xla_handler", [] { return capsule_of(kHandler); });
    module.def("_xla_input_gradient", [] { return capsule_of(kInputGradient); });
    module.def("_xla_kernel_gradient", [] { return capsule_of(kKernelGradient); });
}

}  // namespace convt::python
