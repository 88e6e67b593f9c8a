#include "problem/quantization.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/elements.hpp"
#include "base/text.hpp"

namespace convt::detail {
namespace {

/// What a zero point may be: a value of an 8-bit type; 0 of any other.
Status check_zero_point(const char* name, std::int32_t value, DType dtype) {
    std::int32_t least = 0, most = 0;
    if (is_quantized(dtype)) {
        least = dtype == DType::int8 ? -128 : 0;
        most = dtype == DType::int8 ? 127 : 255;
    }
    if (value >= least && value <= most) return {};
    return invalid("quantization.", name, " is ", value, "; for ", dtype_name(dtype), " it must be ",
                   least == most ? text(least) : text("in [", least, ", ", most, "]"));
}

Status check_scale(const char* name, float value) {
    if (std::isfinite(value) && value > 0) return {};
    return invalid("quantization.", name, " is ", value, "; it must be finite and above 0");
}

Status check_rounding(const Quantization& q) {
    if (q.rounding > Rounding::gemmlowp) {
        return invalid("quantization.rounding is ", static_cast<int>(q.rounding),
                       "; it must be nearest_even or gemmlowp");
    }
    if (q.bias_dtype != DType::int32 && q.bias_dtype != DType::float32) {
        return invalid("quantization.bias_dtype is ", dtype_name(q.bias_dtype),
                       "; it must be int32 or float32");
    }
    if (q.rounding == Rounding::gemmlowp && q.bias_dtype != DType::int32) {
        return invalid("quantization.bias_dtype is float32; gemmlowp's rounding has an int32 bias");
    }
    return {};
}

const char* activation_name(Activation activation) noexcept {
    constexpr const char* kNames[] = {"none",    "relu",  "relu6",      "leaky_relu", "tanh",
                                      "sigmoid", "clamp", "hard_swish", "prelu"};
    return kNames[static_cast<std::size_t>(activation)];
}

Status check_activation(const ConvTransposeDesc& desc) {
    switch (desc.activation) {
        case Activation::none:
        case Activation::relu:
            return {};
        case Activation::relu6:
        case Activation::clamp:
            if (output_dtype(desc) != DType::int32) return {};
            return unsupported("activation is ", activation_name(desc.activation),
                               "; outputs of int32 are sums, whose units differ from channel to channel, "
                               "and take none or relu");
        default:
            return unsupported(
                "activation is ", activation_name(desc.activation),
                "; inputs of int8 and uint8 take none, relu, relu6 and clamp, which are bounds "
                "of the quantised outputs");
    }
}

Status check_quantization(const ConvTransposeDesc& desc) {
    const Quantization& q = desc.quantization;
    const DType outputs = output_dtype(desc);
    if (Status s = check_zero_point("input_zero_point", q.input_zero_point, desc.dtype); !s.ok()) return s;
    if (Status s = check_zero_point("output_zero_point", q.output_zero_point, outputs); !s.ok()) return s;
    if (Status s = check_scale("input_scale", q.input_scale); !s.ok()) return s;
    if (Status s = check_scale("output_scale", q.output_scale); !s.ok()) return s;
    if (!is_quantized(outputs) && q.output_scale != 1) {
        return invalid("quantization.output_scale is ", q.output_scale, "; for ", dtype_name(outputs),
                       " it must be 1");
    }
    if (Status s = check_rounding(q); !s.ok()) return s;
    if (outputs == DType::int32 && q.bias_dtype != DType::int32) {
        return invalid("quantization.bias_dtype is float32; outputs of int32 are sums with an int32 bias");
    }
    return check_activation(desc);
}

bool as_by_default(const Quantization& q) noexcept {
    const Quantization d;
    return q.input_zero_point == d.input_zero_point && q.output_zero_point == d.output_zero_point &&
           q.input_scale == d.input_scale && q.output_scale == d.output_scale && q.rounding == d.rounding &&
           q.bias_dtype == d.bias_dtype;
}

}  // namespace

const char* dtype_name(DType dtype) noexcept {
    switch (dtype) {
        case DType::float32:
            return "float32";
        case DType::float16:
            return "float16";
        case DType::bfloat16:
            return "bfloat16";
        case DType::float64:
            return "float64";
        case DType::int8:
            return "int8";
        case DType::uint8:
            return "uint8";
        case DType::int32:
            return "int32";
    }
    return "unknown";
}

Status check_types(const ConvTransposeDesc& desc) {
    const DType outputs = output_dtype(desc);
    if (desc.dtype > DType::int32) {
        return invalid("dtype is ", static_cast<int>(desc.dtype), "; it must be a value of DType");
    }
    if (outputs > DType::int32) {
        return invalid("output_dtype is ", static_cast<int>(outputs), "; it must be a value of DType");
    }
    if (!has_kernels(desc.dtype)) {
        return unsupported("dtype is ", dtype_name(desc.dtype),
                           "; this build serves float32, float16, bfloat16, float64, int8 and uint8");
    }
    if (is_quantized(desc.dtype)) {
        const bool served = is_quantized(outputs) || outputs == DType::int32 || outputs == DType::float32;
        if (served) return check_quantization(desc);
        return unsupported("output_dtype is ", dtype_name(outputs), "; inputs of ", dtype_name(desc.dtype),
                           " have outputs of int8, uint8, int32 or float32");
    }
    if (outputs != desc.dtype && outputs != kernel_dtype(desc.dtype)) {
        return unsupported("output_dtype is ", dtype_name(outputs), "; inputs of ", dtype_name(desc.dtype),
                           " have outputs of their own type", is_storage(desc.dtype) ? " or float32" : "");
    }
    if (!as_by_default(desc.quantization)) {
        return invalid("quantization is stated for inputs of ", dtype_name(desc.dtype),
                       "; only int8 and uint8 have one");
    }
    return {};
}

/// Taps repeat for the same output every strides / gcd(strides, dilation_rate) positions of the kernel.
Status check_terms(const ConvTransposeDesc& desc) {
    if (!is_quantized(desc.dtype)) return {};
    std::int64_t terms = desc.in_channels / desc.groups;
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        const std::int64_t every = desc.strides[i] / std::gcd(desc.strides[i], desc.dilation_rate[i]);
        const std::int64_t taps = (desc.kernel_size[i] + every - 1) / every;
        terms *= std::min(taps, desc.in_spatial[i]);
    }
    if (terms <= kMostQuantizedTerms) return {};
    return too_large("an output is a sum of ", terms, " terms; for ", dtype_name(desc.dtype),
                     " they must be at most ", kMostQuantizedTerms, ", which 32 bits always hold");
}

}  // namespace convt::detail
