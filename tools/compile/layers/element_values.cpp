#include "compile/layers/element_values.hpp"

#include <cmath>
#include <cstring>
#include <sstream>

#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/proto.hpp"
#include "src/base/half.hpp"
#include "src/problem/quantization.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

template <typename Element, typename Convert>
std::vector<std::byte> converted(const std::vector<double>& values, Convert convert) {
    std::vector<std::byte> bytes(values.size() * sizeof(Element));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Element element = convert(values[i]);
        std::memcpy(bytes.data() + i * sizeof(Element), &element, sizeof(Element));
    }
    return bytes;
}

template <typename Element>
std::vector<std::byte> cast(const std::vector<double>& values) {
    return converted<Element>(values, [](double value) { return static_cast<Element>(value); });
}

}  // namespace

DType kernel_dtype(const ConvTransposeDesc& desc) {
    return desc.dtype == DType::uint8 ? DType::int8 : desc.dtype;
}

DType bias_dtype(const ConvTransposeDesc& desc) {
    if (detail::is_quantized(desc.dtype)) return desc.quantization.bias_dtype;
    return desc.dtype == DType::float64 ? DType::float64 : DType::float32;
}

double rounded_to(DType dtype, double value) {
    switch (dtype) {
        case DType::float32:
            return round_to_type(onnx::TensorProto::FLOAT, value);
        case DType::float16:
            return round_to_type(onnx::TensorProto::FLOAT16, value);
        case DType::bfloat16:
            return round_to_type(onnx::TensorProto::BFLOAT16, value);
        case DType::float64:
            return value;
        default:
            return std::nearbyint(value);
    }
}

std::vector<double> rounded_values(const std::string& what, std::vector<double> values, DType dtype) {
    for (double& value : values) {
        const double rounded = rounded_to(dtype, value);
        if (std::isfinite(value) && !std::isfinite(rounded)) {
            std::ostringstream text;
            text << value;
            throw InputError("the " + what + " hold " + text.str() + ", which " + detail::dtype_name(dtype) +
                             " cannot");
        }
        value = rounded;
    }
    return values;
}

std::vector<std::byte> bytes_of(DType dtype, const std::vector<double>& values) {
    switch (dtype) {
        case DType::float16:
        case DType::bfloat16:
            return converted<detail::Half>(
                values, [&](double value) { return detail::narrow(static_cast<float>(value), dtype); });
        case DType::float64:
            return cast<double>(values);
        case DType::int8:
            return cast<std::int8_t>(values);
        case DType::uint8:
            return cast<std::uint8_t>(values);
        case DType::int32:
            return cast<std::int32_t>(values);
        case DType::float32:
            break;
    }
    return cast<float>(values);
}

}  // namespace convt::tools
