#include <algorithm>
#include <iterator>

#include "api/capi/capi_support.hpp"

namespace convt::capi {
namespace {

/// Sizes in version 0.1 of the interface; members added later come after them.
constexpr std::size_t kFirstPytorchSize = sizeof(convt_pytorch_arguments);
constexpr std::size_t kFirstOnnxSize = sizeof(convt_onnx_attributes);

template <typename Values>
void fill(Values& values, std::int64_t value) noexcept {
    std::fill(std::begin(values), std::end(values), value);
}

convt_pytorch_arguments default_arguments() noexcept {
    convt_pytorch_arguments arguments{};
    arguments.rank = 2;
    arguments.groups = 1;
    fill(arguments.stride, 1);
    fill(arguments.dilation, 1);
    return arguments;
}

convt_onnx_attributes default_attributes() noexcept {
    convt_onnx_attributes attributes{};
    attributes.rank = 2;
    attributes.group = 1;
    fill(attributes.dilations, 1);
    fill(attributes.strides, 1);
    return attributes;
}

/// `count` values of the caller's.
std::vector<std::int64_t> list(const int64_t* values, int count) {
    return {values, values + count};
}

/// What both frameworks' calls have beside their padding.
Status check_call(std::int32_t rank, std::int32_t dtype, const int64_t* inputs_shape,
                  const int64_t* kernel_shape) {
    if (Status s = check_pointer("inputs_shape", inputs_shape); !s.ok()) return s;
    if (Status s = check_pointer("kernel_shape", kernel_shape); !s.ok()) return s;
    if (Status s = check_rank(rank); !s.ok()) return s;
    return check_enumerator("dtype", dtype, CONVT_INT32 + 1);
}

/// Writes a descriptor of another element type than it was made for.
Status finish(Result<ConvTransposeDesc> made, std::int32_t dtype, convt_desc* desc) {
    if (!made.ok()) return made.status();
    made->dtype = static_cast<DType>(dtype);
    return to_c(*made, desc);
}

}  // namespace
}  // namespace convt::capi

using namespace convt;

extern "C" {

void convt_pytorch_arguments_init(convt_pytorch_arguments* arguments, size_t struct_size, int32_t rank) {
    convt_pytorch_arguments defaults = capi::default_arguments();
    defaults.rank = rank;
    capi::write_struct(defaults, struct_size, arguments);
}

convt_status convt_pytorch_desc(const int64_t* inputs_shape, const int64_t* kernel_shape,
                                const convt_pytorch_arguments* arguments, convt_desc* desc,
                                convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        convt_pytorch_arguments known = capi::default_arguments();
        if (Status s = capi::read_struct("arguments", arguments, capi::kFirstPytorchSize, known); !s.ok()) {
            return s;
        }
        if (Status s = capi::check_call(known.rank, known.dtype, inputs_shape, kernel_shape); !s.ok()) {
            return s;
        }
        const auto dims = [&](const int64_t* values) { return Dims(capi::list(values, known.rank)); };
        return capi::finish(
            pytorch_desc(capi::list(inputs_shape, known.rank + 2), capi::list(kernel_shape, known.rank + 2),
                         dims(known.stride), dims(known.padding), dims(known.output_padding), known.groups,
                         dims(known.dilation)),
            known.dtype, desc);
    });
}

void convt_onnx_attributes_init(convt_onnx_attributes* attributes, size_t struct_size, int32_t rank) {
    convt_onnx_attributes defaults = capi::default_attributes();
    defaults.rank = rank;
    capi::write_struct(defaults, struct_size, attributes);
}

convt_status convt_onnx_desc(const int64_t* inputs_shape, const int64_t* kernel_shape,
                             const convt_onnx_attributes* attributes, convt_desc* desc, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        convt_onnx_attributes known = capi::default_attributes();
        if (Status s = capi::read_struct("attributes", attributes, capi::kFirstOnnxSize, known); !s.ok()) {
            return s;
        }
        if (Status s = capi::check_call(known.rank, known.dtype, inputs_shape, kernel_shape); !s.ok()) {
            return s;
        }
        if (Status s = capi::check_enumerator("auto_pad", known.auto_pad, CONVT_AUTO_PAD_SAME_LOWER + 1);
            !s.ok()) {
            return s;
        }
        OnnxAttributes cpp;
        cpp.auto_pad = static_cast<AutoPad>(known.auto_pad);
        cpp.dilations = Dims(capi::list(known.dilations, known.rank));
        cpp.group = known.group;
        cpp.output_padding = Dims(capi::list(known.output_padding, known.rank));
        if (known.has_output_shape != 0) cpp.output_shape = capi::list(known.output_shape, known.rank);
        cpp.pads = capi::list(known.pads, 2 * known.rank);
        cpp.strides = Dims(capi::list(known.strides, known.rank));
        return capi::finish(onnx_desc(capi::list(inputs_shape, known.rank + 2),
                                      capi::list(kernel_shape, known.rank + 2), cpp),
                            known.dtype, desc);
    });
}

}  // extern "C"
