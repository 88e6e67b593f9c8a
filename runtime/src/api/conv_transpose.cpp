#include <string>

#include "api/one_call.hpp"
#include "base/text.hpp"
#include "convt/convt.hpp"

namespace convt {
namespace {

std::string in_words(const std::vector<std::int64_t>& shape) {
    std::string out = "(";
    for (const std::int64_t size : shape) out += (out.size() > 1 ? ", " : "") + std::to_string(size);
    return out + ")";
}

/// keras.ops.conv_transpose's arguments beside its arrays.
struct Arguments {
    Dims strides;
    Padding padding;
    std::optional<Dims> output_padding;
    DataFormat data_format;
    Dims dilation_rate;
};

template <class T>
constexpr DType kTypeOf = DType::float32;
template <>
constexpr DType kTypeOf<double> = DType::float64;
template <>
constexpr DType kTypeOf<Float16> = DType::float16;
template <>
constexpr DType kTypeOf<BFloat16> = DType::bfloat16;

template <class T>
Result<ConvTransposeDesc> desc_of(const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                                  const Arguments& a) {
    Result<ConvTransposeDesc> desc = keras_desc(inputs.shape, kernel.shape, a.strides, a.padding,
                                                a.output_padding, a.data_format, a.dilation_rate);
    if (desc.ok()) desc->dtype = kTypeOf<T>;
    return desc;
}

template <class T>
Result<TensorOf<T>> call(const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                         const Arguments& arguments) noexcept {
    return detail::guarded([&]() -> Result<TensorOf<T>> {
        const Result<ConvTransposeDesc> desc = desc_of(inputs, kernel, arguments);
        if (!desc.ok()) return desc.status();
        TensorOf<T> outputs;
        outputs.shape = outputs_shape(*desc);
        outputs.data.resize(detail::element_count(outputs.shape));
        const Status done = detail::run_once(*desc, inputs.data, kernel.data, outputs.data.data(), nullptr);
        if (!done.ok()) return done;
        return outputs;
    });
}

template <class T>
Status call_into(const TensorSpanOf<T>& outputs, const TensorViewOf<T>& inputs, const TensorViewOf<T>& kernel,
                 const Arguments& arguments, Context* context) noexcept {
    return detail::guarded([&]() -> Status {
        const Result<ConvTransposeDesc> desc = desc_of(inputs, kernel, arguments);
        if (!desc.ok()) return desc.status();
        if (const auto wanted = outputs_shape(*desc); outputs.shape != wanted) {
            return detail::invalid("outputs has the shape ", in_words(outputs.shape), "; it must be ",
                                   in_words(wanted));
        }
        return detail::run_once(*desc, inputs.data, kernel.data, outputs.data, context);
    });
}

}  // namespace

/// The operator for one element type, as it is called and into the caller's memory.
#define CONVT_CALLS(Element)                                                                              \
    Result<TensorOf<Element>> conv_transpose(const TensorViewOf<Element>& inputs,                         \
                                             const TensorViewOf<Element>& kernel, Dims strides,           \
                                             Padding padding, std::optional<Dims> output_padding,         \
                                             DataFormat data_format, Dims dilation_rate) noexcept {       \
        return call(inputs, kernel, {strides, padding, output_padding, data_format, dilation_rate});      \
    }                                                                                                     \
    Status conv_transpose_into(const TensorSpanOf<Element>& outputs, const TensorViewOf<Element>& inputs, \
                               const TensorViewOf<Element>& kernel, Dims strides, Padding padding,        \
                               std::optional<Dims> output_padding, DataFormat data_format,                \
                               Dims dilation_rate, Context* context) noexcept {                           \
        return call_into(outputs, inputs, kernel,                                                         \
                         {strides, padding, output_padding, data_format, dilation_rate}, context);        \
    }

CONVT_CALLS(float)
CONVT_CALLS(double)
CONVT_CALLS(Float16)
CONVT_CALLS(BFloat16)

#undef CONVT_CALLS

}  // namespace convt
