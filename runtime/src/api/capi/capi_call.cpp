#include <cstdint>
#include <variant>

#include "api/capi/capi_support.hpp"
#include "api/one_call.hpp"
#include "base/elements.hpp"

using namespace convt;

struct convt_tensor {
    std::variant<Tensor, TensorOf<double>> tensor;
};

namespace {

Status check_dtype(DType dtype) {
    if (detail::is_quantized(dtype)) {
        return detail::unsupported("arguments->dtype is ", static_cast<int>(dtype),
                                   "; kernels of 8 bits have scales, which convt_plan_pack_quantized takes");
    }
    if (detail::has_kernels(dtype)) return {};
    return detail::unsupported("arguments->dtype is ", static_cast<int>(dtype),
                               "; this build has kernels for CONVT_FLOAT32 and CONVT_FLOAT64");
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
        if (Status s = check_dtype(call.dtype); !s.ok()) return s;
        return detail::with_elements(call.dtype, [&]<class E>(E) -> Status {
            using T = typename E::Stored;
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
        if (Status s = check_dtype(call.dtype); !s.ok()) return s;
        Result<ConvTransposeDesc> desc =
            keras_desc(call.inputs_shape, call.kernel_shape, call.strides, call.padding, call.output_padding,
                       call.data_format, call.dilation_rate);
        if (!desc.ok()) return desc.status();
        desc->dtype = call.dtype;
        const std::size_t wanted = detail::element_count(outputs_shape(*desc)) *
                                   static_cast<std::size_t>(detail::stored_bytes(call.dtype));
        if (outputs_bytes != wanted) {
            return detail::invalid("outputs_bytes is ", outputs_bytes, "; the outputs take ", wanted);
        }
        return detail::run_once(*desc, inputs, kernel, outputs,
                                context == nullptr ? nullptr : &context->context);
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
