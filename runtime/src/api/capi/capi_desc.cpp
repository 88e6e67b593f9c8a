#include <cstddef>
#include <iterator>

#include "api/capi/capi_support.hpp"

namespace convt::capi {
namespace {

/// Sizes in version 0.1 of the interface; members added later come after them.
constexpr std::size_t kFirstDescSize = offsetof(convt_desc, output_dtype);
constexpr std::size_t kFirstArgumentsSize = offsetof(convt_keras_arguments, dtype);

template <typename From, typename To>
void copy_spatial(const From& from, To& to) noexcept {
    std::copy(std::begin(from), std::end(from), std::begin(to));
}

template <typename From, typename To>
void copy_strides(const From& from, To& to) noexcept {
    to.batch = from.batch;
    to.channels = from.channels;
    copy_spatial(from.spatial, to.spatial);
}

/// Members that are equal in both structures but for the types of enumerations.
template <typename From, typename To>
void copy_members(const From& from, To& to) noexcept {
    to.rank = from.rank;
    to.batch = from.batch;
    to.in_channels = from.in_channels;
    to.out_channels = from.out_channels;
    to.groups = from.groups;
    copy_spatial(from.in_spatial, to.in_spatial);
    copy_spatial(from.kernel_size, to.kernel_size);
    copy_spatial(from.strides, to.strides);
    copy_spatial(from.dilation_rate, to.dilation_rate);
    copy_spatial(from.crop_left, to.crop_left);
    copy_spatial(from.out_spatial, to.out_spatial);
    to.activation_alpha = from.activation_alpha;
    to.activation_min = from.activation_min;
    to.activation_max = from.activation_max;
    copy_strides(from.input_strides, to.input_strides);
    copy_strides(from.output_strides, to.output_strides);
}

template <typename From, typename To>
void copy_quantization(const From& from, To& to) noexcept {
    to.input_zero_point = from.input_zero_point;
    to.output_zero_point = from.output_zero_point;
    to.input_scale = from.input_scale;
    to.output_scale = from.output_scale;
}

convt_desc c_desc(const ConvTransposeDesc& desc) noexcept {
    convt_desc out{};
    copy_members(desc, out);
    out.dtype = static_cast<std::int32_t>(desc.dtype);
    out.data_format = static_cast<std::int32_t>(desc.data_format);
    out.activation = static_cast<std::int32_t>(desc.activation);
    out.output_dtype =
        desc.output_dtype ? static_cast<std::int32_t>(*desc.output_dtype) : CONVT_DTYPE_OF_INPUTS;
    copy_quantization(desc.quantization, out.quantization);
    out.quantization.rounding = static_cast<std::int32_t>(desc.quantization.rounding);
    out.quantization.bias_dtype = static_cast<std::int32_t>(desc.quantization.bias_dtype);
    return out;
}

convt_keras_arguments default_arguments() noexcept {
    convt_keras_arguments arguments{};
    arguments.rank = 2;
    std::fill(std::begin(arguments.strides), std::end(arguments.strides), 1);
    std::fill(std::begin(arguments.dilation_rate), std::end(arguments.dilation_rate), 1);
    return arguments;
}

Status check_enumerators(const convt_desc& desc) {
    if (Status s = check_enumerator("dtype", desc.dtype, CONVT_INT32 + 1); !s.ok()) return s;
    if (Status s = check_enumerator("data_format", desc.data_format, CONVT_CHANNELS_FIRST + 1); !s.ok()) {
        return s;
    }
    if (Status s = check_enumerator("activation", desc.activation, CONVT_PRELU + 1); !s.ok()) return s;
    if (desc.output_dtype != CONVT_DTYPE_OF_INPUTS) {
        if (Status s = check_enumerator("output_dtype", desc.output_dtype, CONVT_INT32 + 1); !s.ok()) {
            return s;
        }
    }
    const convt_quantization& q = desc.quantization;
    if (Status s = check_enumerator("quantization.rounding", q.rounding, CONVT_ROUND_GEMMLOWP + 1); !s.ok()) {
        return s;
    }
    return check_enumerator("quantization.bias_dtype", q.bias_dtype, CONVT_INT32 + 1);
}

}  // namespace

Status to_cpp(const convt_desc* desc, ConvTransposeDesc& out) {
    convt_desc known = c_desc({});
    if (Status s = read_struct("desc", desc, kFirstDescSize, known); !s.ok()) return s;
    if (Status s = check_enumerators(known); !s.ok()) return s;
    copy_members(known, out);
    out.dtype = static_cast<DType>(known.dtype);
    out.data_format = static_cast<DataFormat>(known.data_format);
    out.activation = static_cast<Activation>(known.activation);
    out.output_dtype = std::nullopt;
    if (known.output_dtype != CONVT_DTYPE_OF_INPUTS)
        out.output_dtype = static_cast<DType>(known.output_dtype);
    copy_quantization(known.quantization, out.quantization);
    out.quantization.rounding = static_cast<Rounding>(known.quantization.rounding);
    out.quantization.bias_dtype = static_cast<DType>(known.quantization.bias_dtype);
    return {};
}

Status to_c(const ConvTransposeDesc& desc, convt_desc* out) {
    convt_desc known{};
    if (Status s = read_struct("desc", out, kFirstDescSize, known); !s.ok()) return s;
    write_struct(c_desc(desc), out->struct_size, out);
    return {};
}

Status to_cpp(const int64_t* inputs_shape, const int64_t* kernel_shape,
              const convt_keras_arguments* arguments, KerasCall& out) {
    convt_keras_arguments known = default_arguments();
    if (Status s = read_struct("arguments", arguments, kFirstArgumentsSize, known); !s.ok()) return s;
    if (Status s = check_pointer("inputs_shape", inputs_shape); !s.ok()) return s;
    if (Status s = check_pointer("kernel_shape", kernel_shape); !s.ok()) return s;
    if (Status s = check_rank(known.rank); !s.ok()) return s;
    if (Status s = check_enumerator("padding", known.padding, CONVT_SAME + 1); !s.ok()) return s;
    if (Status s = check_enumerator("dtype", known.dtype, CONVT_INT32 + 1); !s.ok()) return s;
    if (Status s = check_enumerator("data_format", known.data_format, CONVT_CHANNELS_FIRST + 1); !s.ok()) {
        return s;
    }
    const auto dims = [&](const int64_t* values) {
        return Dims(std::vector<std::int64_t>(values, values + known.rank));
    };
    out.inputs_shape.assign(inputs_shape, inputs_shape + known.rank + 2);
    out.kernel_shape.assign(kernel_shape, kernel_shape + known.rank + 2);
    out.strides = dims(known.strides);
    out.padding = static_cast<Padding>(known.padding);
    if (known.has_output_padding != 0) out.output_padding = dims(known.output_padding);
    out.data_format = static_cast<DataFormat>(known.data_format);
    out.dilation_rate = dims(known.dilation_rate);
    out.dtype = static_cast<DType>(known.dtype);
    return {};
}

}  // namespace convt::capi

using namespace convt;

extern "C" {

void convt_desc_init(convt_desc* desc, size_t struct_size) {
    capi::write_struct(capi::c_desc({}), struct_size, desc);
}

convt_status convt_validate(const convt_desc* desc, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        ConvTransposeDesc cpp;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        return validate(cpp);
    });
}

convt_status convt_desc_set_inputs_format(convt_desc* desc, int32_t format, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        ConvTransposeDesc cpp;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        if (Status s = capi::check_enumerator("format", format, CONVT_CHANNELS_FIRST + 1); !s.ok()) return s;
        cpp.input_strides = {};
        // Sizes out of range have no strides.
        if (Status s = validate(cpp); !s.ok()) return s;
        cpp.input_strides = dense_input_strides(cpp, static_cast<DataFormat>(format));
        return capi::to_c(cpp, desc);
    });
}

convt_status convt_outputs_shape(const convt_desc* desc, int64_t* shape, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        ConvTransposeDesc cpp;
        if (Status s = capi::check_pointer("shape", shape); !s.ok()) return s;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        if (Status s = validate(cpp); !s.ok()) return s;
        const std::vector<std::int64_t> outputs = outputs_shape(cpp);
        std::copy(outputs.begin(), outputs.end(), shape);
        return {};
    });
}

convt_status convt_useful_macs(const convt_desc* desc, int64_t* macs, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        ConvTransposeDesc cpp;
        if (Status s = capi::check_pointer("macs", macs); !s.ok()) return s;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        if (Status s = validate(cpp); !s.ok()) return s;
        *macs = useful_macs(cpp);
        return {};
    });
}

void convt_keras_arguments_init(convt_keras_arguments* arguments, size_t struct_size, int32_t rank) {
    convt_keras_arguments defaults = capi::default_arguments();
    defaults.rank = rank;
    capi::write_struct(defaults, struct_size, arguments);
}

convt_status convt_keras_desc(const int64_t* inputs_shape, const int64_t* kernel_shape,
                              const convt_keras_arguments* arguments, convt_desc* desc, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        capi::KerasCall call;
        if (Status s = capi::to_cpp(inputs_shape, kernel_shape, arguments, call); !s.ok()) return s;
        auto made = keras_desc(call.inputs_shape, call.kernel_shape, call.strides, call.padding,
                               call.output_padding, call.data_format, call.dilation_rate);
        if (!made.ok()) return made.status();
        made->dtype = call.dtype;
        return capi::to_c(*made, desc);
    });
}

}  // extern "C"
