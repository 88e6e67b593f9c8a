#include <cstdint>
#include <variant>

#include "api/capi/capi_support.hpp"

using namespace convt;

struct convt_tensor {
    std::variant<Tensor, TensorOf<double>> tensor;
};

namespace {

/// Calls compute with a zero of the call's type.
template <class Compute>
Status with_type(DType dtype, const Compute& compute) {
    switch (dtype) {
        case DType::float32:
            return compute(float{});
        case DType::float64:
            return compute(double{});
        default:
            return detail::unsupported("arguments->dtype is ", static_cast<int>(dtype),
                                       "; this build has kernels for CONVT_FLOAT32 and CONVT_FLOAT64");
    }
}

Result<ConvTransposeDesc> desc_of(const capi::KerasCall& call) {
    return keras_desc(call.inputs_shape, call.kernel_shape, call.strides, call.padding, call.output_padding,
                      call.data_format, call.dilation_rate);
}

/// The outputs' shape, if they take exactly so many bytes.
Result<std::vector<std::int64_t>> checked_shape(const capi::KerasCall& call, std::size_t bytes,
                                                std::size_t element) {
    const Result<ConvTransposeDesc> desc = desc_of(call);
    if (!desc.ok()) return desc.status();
    std::vector<std::int64_t> shape = outputs_shape(*desc);
    std::size_t wanted = element;
    for (const std::int64_t size : shape) wanted *= static_cast<std::size_t>(size);
    if (bytes != wanted) {
        return detail::invalid("outputs_bytes is ", bytes, "; the outputs take ", wanted);
    }
    return shape;
}

}  // namespace

extern "C" {

convt_status convt_conv_transpose(const void* inputs, const int64_t* inputs_shape, const void* kernel,
                                  const int64_t* kernel_shape, const convt_keras_arguments* arguments,
                                  convt_tensor** outputs, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("outputs", outputs); !s.ok()) return s;
        capi::KerasCall call;
        if (Status s = capi::to_cpp(inputs_shape, kernel_shape, arguments, call); !s.ok()) return s;
        return with_type(call.dtype, [&]<class T>(T) -> Status {
            const TensorViewOf<T> x{static_cast<const T*>(inputs), call.inputs_shape};
            const TensorViewOf<T> k{static_cast<const T*>(kernel), call.kernel_shape};
            return capi::hand_over(conv_transpose(x, k, call.strides, call.padding, call.output_padding,
                                                  call.data_format, call.dilation_rate),
                                   outputs);
        });
    });
}

convt_status convt_conv_transpose_into(const void* inputs, const int64_t* inputs_shape, const void* kernel,
                                       const int64_t* kernel_shape, const convt_keras_arguments* arguments,
                                       void* outputs, size_t outputs_bytes, convt_context* context,
                                       convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        capi::KerasCall call;
        if (Status s = capi::to_cpp(inputs_shape, kernel_shape, arguments, call); !s.ok()) return s;
        return with_type(call.dtype, [&]<class T>(T) -> Status {
            const Result<std::vector<std::int64_t>> shape = checked_shape(call, outputs_bytes, sizeof(T));
            if (!shape.ok()) return shape.status();
            return conv_transpose_into(TensorSpanOf<T>{static_cast<T*>(outputs), *shape},
                                       TensorViewOf<T>{static_cast<const T*>(inputs), call.inputs_shape},
                                       TensorViewOf<T>{static_cast<const T*>(kernel), call.kernel_shape},
                                       call.strides, call.padding, call.output_padding, call.data_format,
                                       call.dilation_rate, context == nullptr ? nullptr : &context->context);
        });
    });
}

void convt_tensor_destroy(convt_tensor* tensor) {
    delete tensor;
}

void* convt_tensor_data(convt_tensor* tensor) {
    return std::visit([](auto& t) -> void* { return t.data.data(); }, tensor->tensor);
}

convt_dtype convt_tensor_dtype(const convt_tensor* tensor) {
    return std::holds_alternative<Tensor>(tensor->tensor) ? CONVT_FLOAT32 : CONVT_FLOAT64;
}

int32_t convt_tensor_axes(const convt_tensor* tensor) {
    return std::visit([](const auto& t) { return static_cast<int32_t>(t.shape.size()); }, tensor->tensor);
}

const int64_t* convt_tensor_shape(const convt_tensor* tensor) {
    return std::visit([](const auto& t) { return t.shape.data(); }, tensor->tensor);
}

}  // extern "C"
