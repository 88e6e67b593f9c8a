#include "support/front_ends.hpp"

#include <algorithm>
#include <cstddef>

#include "support/problem.hpp"

namespace convt::support {
namespace {

std::int64_t value_or(const Shape& values, std::size_t d, std::int64_t absent) {
    return values.empty() ? absent : values[d];
}

/// What PyTorch and ONNX have in common: channels first, weights (in, out/groups, spatial…).
ConvTransposeDesc channels_first_desc(const Shape& input, const Shape& weight, std::int64_t groups,
                                      const Shape& strides, const Shape& dilations) {
    ConvTransposeDesc desc;
    desc.rank = static_cast<int>(input.size()) - 2;
    desc.data_format = DataFormat::channels_first;
    desc.batch = input[0];
    desc.in_channels = input[1];
    desc.out_channels = weight[1] * groups;
    desc.groups = groups;
    for (std::size_t d = 0; d + 2 < input.size(); ++d) {
        desc.in_spatial[d] = input[d + 2];
        desc.kernel_size[d] = weight[d + 2];
        desc.strides[d] = value_or(strides, d, 1);
        desc.dilation_rate[d] = value_or(dilations, d, 1);
    }
    return desc;
}

/// Crop and size along one dimension of an ONNX node; `natural` includes output_padding.
void set_onnx_dimension(const OnnxArguments& arguments, std::size_t d, std::int64_t natural,
                        ConvTransposeDesc& desc) {
    const bool automatic = arguments.auto_pad == "SAME_UPPER" || arguments.auto_pad == "SAME_LOWER";
    if (arguments.output_shape.empty() && !automatic) {
        const std::size_t rank = arguments.x.size() - 2;
        desc.crop_left[d] = value_or(arguments.pads, d, 0);
        desc.out_spatial[d] = natural - desc.crop_left[d] - value_or(arguments.pads, rank + d, 0);
        return;
    }
    const std::int64_t wanted = value_or(arguments.output_shape, d, desc.in_spatial[d] * desc.strides[d]);
    const std::int64_t total = std::max<std::int64_t>(natural - wanted, 0);
    desc.crop_left[d] = arguments.auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
    desc.out_spatial[d] = arguments.output_shape.empty() ? natural - total : wanted;
}

}  // namespace

ConvTransposeDesc pytorch_desc(const PytorchArguments& arguments) {
    ConvTransposeDesc desc = channels_first_desc(arguments.input, arguments.weight, arguments.groups,
                                                 arguments.stride, arguments.dilation);
    Spatial crop_right{};
    for (std::size_t d = 0; d + 2 < arguments.input.size(); ++d) {
        desc.crop_left[d] = value_or(arguments.padding, d, 0);
        crop_right[d] = desc.crop_left[d] - value_or(arguments.output_padding, d, 0);
    }
    return with_outputs(desc, crop_right);
}

ConvTransposeDesc tensorflow_desc(const TensorflowArguments& arguments) {
    ConvTransposeDesc desc;
    const std::size_t rank = arguments.output_spatial.size();
    desc.rank = static_cast<int>(rank);
    desc.batch = arguments.input.front();
    desc.in_channels = arguments.filters[rank + 1];
    desc.out_channels = arguments.filters[rank];
    for (std::size_t d = 0; d < rank; ++d) {
        desc.in_spatial[d] = arguments.input[d + 1];
        desc.kernel_size[d] = arguments.filters[d];
        desc.strides[d] = value_or(arguments.strides, d, 1);
        desc.dilation_rate[d] = value_or(arguments.dilations, d, 1);
        desc.out_spatial[d] = arguments.output_spatial[d];
        const std::int64_t total = natural_size(desc, static_cast<int>(d)) - desc.out_spatial[d];
        desc.crop_left[d] = arguments.padding == Padding::same ? std::max<std::int64_t>(total, 0) / 2 : 0;
    }
    return desc;
}

ConvTransposeDesc onnx_desc(const OnnxArguments& arguments) {
    ConvTransposeDesc desc = channels_first_desc(arguments.x, arguments.w, arguments.group, arguments.strides,
                                                 arguments.dilations);
    for (std::size_t d = 0; d + 2 < arguments.x.size(); ++d) {
        const std::int64_t natural =
            natural_size(desc, static_cast<int>(d)) + value_or(arguments.output_padding, d, 0);
        set_onnx_dimension(arguments, d, natural, desc);
    }
    return desc;
}

}  // namespace convt::support
