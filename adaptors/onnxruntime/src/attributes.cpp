#include "attributes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "errors.hpp"

namespace convt::ort {
namespace {

constexpr std::array<std::pair<const char*, AutoPad>, 4> kAutoPads{{{"NOTSET", AutoPad::notset},
                                                                    {"VALID", AutoPad::valid},
                                                                    {"SAME_UPPER", AutoPad::same_upper},
                                                                    {"SAME_LOWER", AutoPad::same_lower}}};

AutoPad auto_pad_of(const std::string& text) {
    const auto* const found = std::find_if(kAutoPads.begin(), kAutoPads.end(),
                                           [&](const auto& entry) { return text == entry.first; });
    if (found != kAutoPads.end()) return found->second;
    throw Failure(ErrorCode::invalid_argument,
                  "convt: auto_pad is \"" + text + "\"; it must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
}

Dims dims_of(const Shape& values, std::int64_t otherwise) {
    return values.empty() ? Dims(otherwise) : Dims(values);
}

std::string text_of(const Shape& values) {
    std::string text = "[";
    for (const std::int64_t value : values) text += (text.size() > 1 ? ", " : "") + std::to_string(value);
    return text + "]";
}

}  // namespace

std::optional<std::int64_t> KernelAttributes::integer(const char* name) const {
    std::int64_t value = 0;
    if (!is_present(api_, api_(entry::kernel_info_get_attribute_int64)(info_, name, &value))) return {};
    return value;
}

std::optional<std::string> KernelAttributes::text(const char* name) const {
    std::size_t size = 0;
    const auto read = api_(entry::kernel_info_get_attribute_string);
    if (!is_present(api_, read(info_, name, nullptr, &size))) return {};
    std::string value(size, '\0');
    check(api_, read(info_, name, value.data(), &size));
    value.resize(size > 0 ? size - 1 : 0);  // the size counts the zero at the end
    return value;
}

Shape KernelAttributes::integers(const char* name) const {
    std::size_t size = 0;
    const auto read = api_(entry::kernel_info_get_attribute_array_int64);
    if (!is_present(api_, read(info_, name, nullptr, &size)) || size == 0) return {};
    Shape values(size);
    check(api_, read(info_, name, values.data(), &size));
    return values;
}

Attributes::Attributes(const AttributeSource& source) : kernel_shape_(source.integers("kernel_shape")) {
    onnx_.auto_pad = auto_pad_of(source.text("auto_pad").value_or("NOTSET"));
    onnx_.group = source.integer("group").value_or(1);
    onnx_.strides = dims_of(source.integers("strides"), 1);
    onnx_.dilations = dims_of(source.integers("dilations"), 1);
    onnx_.output_padding = dims_of(source.integers("output_padding"), 0);
    onnx_.output_shape = source.integers("output_shape");
    onnx_.pads = source.integers("pads");
}

ConvTransposeDesc Attributes::describe(DType dtype, const Shape& inputs, const Shape& weights) const {
    if (!kernel_shape_.empty() && weights.size() >= 2 &&
        !std::equal(weights.begin() + 2, weights.end(), kernel_shape_.begin(), kernel_shape_.end())) {
        throw Failure(ErrorCode::invalid_argument,
                      "convt: kernel_shape is " + text_of(kernel_shape_) +
                          "; it must be the spatial part of the weights' shape " + text_of(weights));
    }
    ConvTransposeDesc desc = checked(onnx_desc(inputs, weights, onnx_));
    desc.dtype = dtype;
    return desc;
}

}  // namespace convt::ort
