#include "compile/onnx/layers/conv_transpose_attributes.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

constexpr std::array kNames{"auto_pad",       "dilations",    "group", "kernel_shape",
                            "output_padding", "output_shape", "pads",  "strides"};

/// Of strides, sizes and the like: products of two of them are far from overflow.
constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

void refuse_unknown(const onnx::NodeProto& node) {
    for (const auto& entry : node.attribute()) {
        const bool known =
            std::any_of(kNames.begin(), kNames.end(), [&](const char* name) { return entry.name() == name; });
        if (known) continue;
        throw InputError("attribute " + entry.name() + " is " + attribute_text(entry) + "; " +
                         node.op_type() + " has no attribute of this name");
    }
}

void check_range(const std::string& name, const Shape& values, std::int64_t least) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] >= least && values[i] <= kMost) continue;
        throw InputError(name + "[" + std::to_string(i) + "] is " + std::to_string(values[i]) +
                         "; it must be from " + std::to_string(least) + " to " + std::to_string(kMost));
    }
}

void check_count(const std::string& name, const Shape& values, std::size_t count) {
    if (values.size() == count) return;
    throw InputError(name + " has " + std::to_string(values.size()) + " values; it needs " +
                     std::to_string(count));
}

/// The attribute's values, or as many of `otherwise`.
Shape read(const onnx::NodeProto& node, const char* name, std::size_t count, std::int64_t otherwise,
           std::int64_t least) {
    Shape values = ints_attribute(node, name);
    if (values.empty()) values.resize(count, otherwise);
    check_count(name, values, count);
    check_range(name, values, least);
    return values;
}

std::string read_auto_pad(const onnx::NodeProto& node) {
    const std::string word = string_attribute(node, "auto_pad", "NOTSET");
    if (word == "NOTSET" || word == "VALID" || word == "SAME_UPPER" || word == "SAME_LOWER") return word;
    throw InputError("auto_pad is '" + word + "'; it must be NOTSET, VALID, SAME_UPPER or SAME_LOWER");
}

Shape read_output_shape(const onnx::NodeProto& node, std::size_t rank) {
    Shape shape = ints_attribute(node, "output_shape");
    if (shape.empty()) return shape;
    // Some exporters state batch and channels as well.
    if (shape.size() == rank + 2) shape.erase(shape.begin(), shape.begin() + 2);
    check_count("output_shape", shape, rank);
    check_range("output_shape", shape, 1);
    return shape;
}

}  // namespace

ConvTransposeAttributes read_attributes(const onnx::NodeProto& node, std::size_t rank) {
    refuse_unknown(node);
    ConvTransposeAttributes read_ones;
    read_ones.auto_pad = read_auto_pad(node);
    read_ones.group = int_attribute(node, "group", 1);
    read_ones.kernel_shape = ints_attribute(node, "kernel_shape");
    read_ones.strides = read(node, "strides", rank, 1, 1);
    read_ones.dilations = read(node, "dilations", rank, 1, 1);
    read_ones.output_padding = read(node, "output_padding", rank, 0, 0);
    read_ones.pads = read(node, "pads", 2 * rank, 0, 0);
    read_ones.output_shape = read_output_shape(node, rank);
    return read_ones;
}

void check_pads(const Shape& pads, std::size_t rank) {
    check_count("pads", pads, 2 * rank);
    check_range("pads", pads, 0);
}

}  // namespace convt::tools
