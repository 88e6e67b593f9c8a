#include "convt/frameworks.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "problem/front_end.hpp"

namespace convt {
namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

/// What PyTorch and ONNX have in common: channels first, weights (in, out/groups, spatial…). Sizes of outputs
/// stay open.
Result<ConvTransposeDesc> grouped_desc(const Shape& inputs, const Shape& kernel, const char* strides_name,
                                       const Dims& strides, const char* dilations_name, const Dims& dilations,
                                       const char* groups_name, std::int64_t groups) {
    if (Status s = detail::check_shapes(inputs, kernel, "in_channels, out_channels/groups, spatial…");
        !s.ok()) {
        return s;
    }
    ConvTransposeDesc desc;
    desc.rank = static_cast<int>(inputs.size()) - 2;
    if (Status s = detail::check_dims(strides_name, strides, desc.rank, 1); !s.ok()) return s;
    if (Status s = detail::check_dims(dilations_name, dilations, desc.rank, 1); !s.ok()) return s;
    if (groups < 1 || groups > kLargest) {
        return detail::invalid(groups_name, " is ", groups, "; it must be at least 1 and below 2^31");
    }
    if (inputs[1] != kernel[0]) {
        return detail::invalid("inputs have ", inputs[1], " channels, the kernel's first dimension is ",
                               kernel[0], "; they must be equal");
    }
    desc.data_format = DataFormat::channels_first;
    desc.batch = inputs[0];
    desc.in_channels = inputs[1];
    desc.out_channels = kernel[1] * groups;
    desc.groups = groups;
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        desc.in_spatial[i] = inputs[i + 2];
        desc.kernel_size[i] = kernel[i + 2];
        desc.strides[i] = strides[d];
        desc.dilation_rate[i] = dilations[d];
        if (desc.kernel_size[i] < 1) {
            return detail::invalid("kernel.shape[", d + 2, "] is ", kernel[i + 2],
                                   "; kernel sizes must be at least 1");
        }
    }
    return desc;
}

/// Outputs of a dimension before any is cut off.
std::int64_t natural_size(const ConvTransposeDesc& desc, std::size_t d) {
    return (desc.in_spatial[d] - 1) * desc.strides[d] + (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1;
}

Status set_size(ConvTransposeDesc& desc, std::size_t d, std::int64_t natural, std::int64_t begin,
                std::int64_t end) {
    desc.crop_left[d] = begin;
    desc.out_spatial[d] = natural - begin - end;
    if (desc.out_spatial[d] >= 0) return {};
    return detail::invalid("padding cuts off ", begin, " and ", end, " outputs along spatial dimension ", d,
                           "; it must cut no more than there are, ", natural);
}

Result<ConvTransposeDesc> checked(const ConvTransposeDesc& desc) {
    if (Status s = validate(desc); !s.ok()) return s;
    return desc;
}

Result<ConvTransposeDesc> make_pytorch(const Shape& inputs, const Shape& kernel, const Dims& stride,
                                       const Dims& padding, const Dims& output_padding, std::int64_t groups,
                                       const Dims& dilation) {
    auto desc = grouped_desc(inputs, kernel, "stride", stride, "dilation", dilation, "groups", groups);
    if (!desc.ok()) return desc;
    if (Status s = detail::check_dims("padding", padding, desc->rank, 0); !s.ok()) return s;
    if (Status s = detail::check_dims("output_padding", output_padding, desc->rank, 0); !s.ok()) return s;
    for (int d = 0; d < desc->rank; ++d) {
        if (output_padding[d] >= std::max(stride[d], dilation[d])) {
            return detail::invalid("output_padding[", d, "] is ", output_padding[d],
                                   "; it must be less than the stride, ", stride[d], ", or the dilation, ",
                                   dilation[d]);
        }
        const auto i = static_cast<std::size_t>(d);
        const std::int64_t natural = natural_size(*desc, i) + output_padding[d];
        if (Status s = set_size(*desc, i, natural, padding[d], padding[d]); !s.ok()) return s;
    }
    return checked(*desc);
}

Status check_list(const char* name, const Shape& values, std::size_t count, std::int64_t least) {
    if (values.size() != count) {
        return detail::invalid(name, " has ", values.size(), " values; it needs ", count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (values[i] < least || values[i] > kLargest) {
            return detail::invalid(name, "[", i, "] is ", values[i], "; it must be at least ", least,
                                   " and below 2^31");
        }
    }
    return {};
}

/// One dimension of an ONNX node; `natural` includes output_padding.
Status set_onnx_size(const OnnxAttributes& attributes, std::size_t d, std::int64_t natural,
                     ConvTransposeDesc& desc) {
    const bool same =
        attributes.auto_pad == AutoPad::same_upper || attributes.auto_pad == AutoPad::same_lower;
    const bool stated = !attributes.output_shape.empty();
    if (!stated && !same) {
        const bool padded = !attributes.pads.empty() && attributes.auto_pad == AutoPad::notset;
        const auto rank = static_cast<std::size_t>(desc.rank);
        return set_size(desc, d, natural, padded ? attributes.pads[d] : 0,
                        padded ? attributes.pads[rank + d] : 0);
    }
    const std::int64_t wanted = stated ? attributes.output_shape[d] : desc.in_spatial[d] * desc.strides[d];
    const std::int64_t total = std::max<std::int64_t>(natural - wanted, 0);
    const std::int64_t begin = attributes.auto_pad == AutoPad::same_upper ? total / 2 : total - total / 2;
    // A stated size above the natural one adds outputs at the end.
    return set_size(desc, d, natural, begin, stated ? natural - wanted - begin : total - begin);
}

Result<ConvTransposeDesc> make_onnx(const Shape& inputs, const Shape& kernel,
                                    const OnnxAttributes& attributes) {
    if (attributes.auto_pad > AutoPad::same_lower) {
        return detail::invalid("auto_pad is ", static_cast<int>(attributes.auto_pad),
                               "; it must be notset, valid, same_upper or same_lower");
    }
    auto desc = grouped_desc(inputs, kernel, "strides", attributes.strides, "dilations", attributes.dilations,
                             "group", attributes.group);
    if (!desc.ok()) return desc;
    const auto rank = static_cast<std::size_t>(desc->rank);
    if (Status s = detail::check_dims("output_padding", attributes.output_padding, desc->rank, 0); !s.ok()) {
        return s;
    }
    if (!attributes.pads.empty()) {
        if (Status s = check_list("pads", attributes.pads, 2 * rank, 0); !s.ok()) return s;
    }
    if (!attributes.output_shape.empty()) {
        if (Status s = check_list("output_shape", attributes.output_shape, rank, 1); !s.ok()) return s;
    }
    for (std::size_t d = 0; d < rank; ++d) {
        const std::int64_t natural = natural_size(*desc, d) + attributes.output_padding[static_cast<int>(d)];
        if (Status s = set_onnx_size(attributes, d, natural, *desc); !s.ok()) return s;
    }
    return checked(*desc);
}

}  // namespace

Result<ConvTransposeDesc> pytorch_desc(const Shape& inputs_shape, const Shape& kernel_shape, Dims stride,
                                       Dims padding, Dims output_padding, std::int64_t groups,
                                       Dims dilation) noexcept {
    return detail::guarded([&]() -> Result<ConvTransposeDesc> {
        return make_pytorch(inputs_shape, kernel_shape, stride, padding, output_padding, groups, dilation);
    });
}

Result<ConvTransposeDesc> onnx_desc(const Shape& inputs_shape, const Shape& kernel_shape,
                                    const OnnxAttributes& attributes) noexcept {
    return detail::guarded(
        [&]() -> Result<ConvTransposeDesc> { return make_onnx(inputs_shape, kernel_shape, attributes); });
}

}  // namespace convt
