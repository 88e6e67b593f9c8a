#include <cstdint>
#include <memory>
#include <vector>

#include "api/capi/capi_support.hpp"
#include "api/one_call.hpp"
#include "base/elements.hpp"

using namespace convt;

struct convt_tensor {
    DType dtype;
    std::vector<std::int64_t> shape;
    std::vector<double> data;  ///< as many bytes as the elements take, or a few more
};

namespace {

Result<ConvTransposeDesc> desc_of(const capi::KerasCall& call) {
    if (detail::is_quantized(call.dtype)) {
        return detail::unsupported("arguments->dtype is ", static_cast<int>(call.dtype),
                                   "; kernels of 8 bits have scales, which convt_plan_pack_quantized takes");
    }
    if (!detail::has_kernels(call.dtype)) {
        return detail::unsupported(
            "arguments->dtype is ", static_cast<int>(call.dtype),
            "; this build serves CONVT_FLOAT32, CONVT_FLOAT16, CONVT_BFLOAT16 and CONVT_FLOAT64");
    }
    Result<ConvTransposeDesc> desc =
        keras_desc(call.inputs_shape, call.kernel_shape, call.strides, call.padding, call.output_padding,
                   call.data_format, call.dilation_rate);
    if (desc.ok()) desc->dtype = call.dtype;
    return desc;
}

std::size_t bytes_of(const std::vector<std::int64_t>& shape, DType dtype) {
    return detail::element_count(shape) * static_cast<std::size_t>(detail::stored_bytes(dtype));
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
        const Result<ConvTransposeDesc> desc = desc_of(call);
        if (!desc.ok()) return desc.status();
        auto made = std::make_unique<convt_tensor>();
        made->dtype = call.dtype;
        made->shape = outputs_shape(*desc);
        made->data.resize((bytes_of(made->shape, call.dtype) + sizeof(double) - 1) / sizeof(double));
        Status done = detail::run_once(*desc, inputs, kernel, made->data.data(), nullptr);
        if (done.ok()) *outputs = made.release();
        return done;
    });
}

convt_status convt_conv_transpose_into(const void* inputs, const int64_t* inputs_shape, const void* kernel,
                                       const int64_t* kernel_shape, const convt_keras_arguments* arguments,
                                       void* outputs, size_t outputs_bytes, convt_context* context,
                                       convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        capi::KerasCall call;
        if (Status s = capi::to_cpp(inputs_shape, kernel_shape, arguments, call); !s.ok()) return s;
        const Result<ConvTransposeDesc> desc = desc_of(call);
        if (!desc.ok()) return desc.status();
        const std::size_t wanted = bytes_of(outputs_shape(*desc), call.dtype);
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
    return tensor->data.data();
}

convt_dtype convt_tensor_dtype(const convt_tensor* tensor) {
    return static_cast<convt_dtype>(tensor->dtype);
}

int32_t convt_tensor_axes(const convt_tensor* tensor) {
    return static_cast<int32_t>(tensor->shape.size());
}

const int64_t* convt_tensor_shape(const convt_tensor* tensor) {
    return tensor->shape.data();
}

}  // extern "C"
