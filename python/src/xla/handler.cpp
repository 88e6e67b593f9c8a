#include "xla/handler.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "calls/dense_run.hpp"
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

ffi::Error conv_transpose(ffi::AnyBuffer inputs, ffi::AnyBuffer kernel, ffi::Result<ffi::AnyBuffer> outputs,
                          Numbers strides, Numbers dilation_rate, Numbers output_padding, bool is_same,
                          bool is_channels_first) {
    const std::optional<DType> dtype = dtype_of(inputs.element_type());
    if (!dtype || kernel.element_type() != inputs.element_type() ||
        outputs->element_type() != inputs.element_type()) {
        return ffi::Error::InvalidArgument("inputs, kernel and outputs must all be of float32 or of float64");
    }
    try {
        Result<ConvTransposeDesc> desc = keras_desc(
            values_of(inputs.dimensions()), values_of(kernel.dimensions()), Dims(values_of(strides)),
            is_same ? Padding::same : Padding::valid,
            output_padding.size() == 0 ? std::nullopt : std::optional(Dims(values_of(output_padding))),
            is_channels_first ? DataFormat::channels_first : DataFormat::channels_last,
            Dims(values_of(dilation_rate)));
        if (!desc.ok()) return error_of(desc.status());
        desc->dtype = *dtype;
        if (outputs_shape(*desc) != values_of(outputs->dimensions())) {
            return ffi::Error::InvalidArgument("the outputs' shape is not that of conv_transpose");
        }
        const Status status =
            run_dense(*desc, inputs.untyped_data(), kernel.untyped_data(), outputs->untyped_data());
        return status.ok() ? ffi::Error::Success() : error_of(status);
    } catch (const std::exception& error) {
        return {ffi::ErrorCode::kResourceExhausted, error.what()};
    }
}

XLA_FFI_DEFINE_HANDLER(kHandler, conv_transpose,
                       ffi::Ffi::Bind()
                           .Arg<ffi::AnyBuffer>()
                           .Arg<ffi::AnyBuffer>()
                           .Ret<ffi::AnyBuffer>()
                           .Attr<Numbers>("strides")
                           .Attr<Numbers>("dilation_rate")
                           .Attr<Numbers>("output_padding")
                           .Attr<bool>("is_same")
                           .Attr<bool>("is_channels_first"));

}  // namespace

void bind_xla(nanobind::module_& module) {
    module.def("_xla_handler", [] {
        return nanobind::capsule(reinterpret_cast<const void*>(kHandler), "xla._CUSTOM_CALL_TARGET");
    });
}

}  // namespace convt::python
