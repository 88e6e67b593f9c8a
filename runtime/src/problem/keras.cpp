#include <algorithm>

#include "base/text.hpp"
#include "convt/desc.hpp"
#include "problem/front_end.hpp"

namespace convt {
namespace {

using Shape = std::vector<std::int64_t>;

/// Output size and left crop of one dimension by Keras's rule, the table of docs/design.md:
///
///                output_padding None     output_padding = op
///     valid      nat + max(s - ke, 0)    nat + op
///     same       I * s                   (I - 1) * s + ke % 2 + op
///
/// with ke = (k - 1) * d + 1 and nat = (I - 1) * s + ke; crop_left = max(nat - out, 0) / 2.
struct Sizes {
    std::int64_t out;
    std::int64_t crop_left;
};

Sizes keras_sizes(std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t dilation,
                  Padding padding, std::optional<std::int64_t> output_padding) {
    const std::int64_t effective = (kernel - 1) * dilation + 1;
    const std::int64_t natural = (in - 1) * stride + effective;
    std::int64_t out = 0;
    if (padding == Padding::valid) {
        out = natural + output_padding.value_or(std::max<std::int64_t>(stride - effective, 0));
    } else if (output_padding) {
        out = (in - 1) * stride + effective % 2 + *output_padding;
    } else {
        out = in * stride;
    }
    out = std::max<std::int64_t>(out, 0);
    return {out, std::max<std::int64_t>(natural - out, 0) / 2};
}

Status check_channels(const Shape& inputs, const Shape& kernel, DataFormat format) {
    const std::int64_t channels = format == DataFormat::channels_last ? inputs.back() : inputs[1];
    if (channels != kernel.back()) {
        return detail::invalid("inputs have ", channels, " channels, the kernel's last dimension is ",
                               kernel.back(), "; they must be equal");
    }
    return {};
}

Status check_modes(Padding padding, DataFormat format) {
    if (padding != Padding::valid && padding != Padding::same) {
        return detail::invalid("padding is ", static_cast<int>(padding), "; it must be valid or same");
    }
    if (format != DataFormat::channels_last && format != DataFormat::channels_first) {
        return detail::invalid("data_format is ", static_cast<int>(format),
                               "; it must be channels_last or channels_first");
    }
    return {};
}

Status check_arguments(int rank, const Dims& strides, const std::optional<Dims>& output_padding,
                       const Dims& dilation) {
    if (Status s = detail::check_dims("strides", strides, rank, 1); !s.ok()) return s;
    if (Status s = detail::check_dims("dilation_rate", dilation, rank, 1); !s.ok()) return s;
    if (!output_padding) return {};
    if (Status s = detail::check_dims("output_padding", *output_padding, rank, 0); !s.ok()) return s;
    for (int d = 0; d < rank; ++d) {
        if ((*output_padding)[d] >= strides[d]) {
            return detail::invalid("output_padding[", d, "] is ", (*output_padding)[d],
                                   "; it must be less than strides[", d, "], which is ", strides[d]);
        }
    }
    return {};
}

Result<ConvTransposeDesc> make_desc(const Shape& inputs, const Shape& kernel, const Dims& strides,
                                    Padding padding, const std::optional<Dims>& output_padding,
                                    DataFormat format, const Dims& dilation) {
    if (Status s = check_modes(padding, format); !s.ok()) return s;
    if (Status s = detail::check_shapes(inputs, kernel, "spatial…, out_channels, in_channels"); !s.ok()) {
        return s;
    }
    if (Status s = check_channels(inputs, kernel, format); !s.ok()) return s;
    ConvTransposeDesc desc;
    desc.rank = static_cast<int>(inputs.size()) - 2;
    if (Status s = check_arguments(desc.rank, strides, output_padding, dilation); !s.ok()) return s;
    desc.data_format = format;
    desc.batch = inputs[0];
    desc.in_channels = kernel.back();
    desc.out_channels = kernel[kernel.size() - 2];
    for (int d = 0; d < desc.rank; ++d) {
        const auto i = static_cast<std::size_t>(d);
        desc.in_spatial[i] = inputs[i + (format == DataFormat::channels_last ? 1 : 2)];
        desc.kernel_size[i] = kernel[i];
        desc.strides[i] = strides[d];
        desc.dilation_rate[i] = dilation[d];
        if (desc.kernel_size[i] < 1) {
            return detail::invalid("kernel.shape[", d, "] is ", kernel[i],
                                   "; kernel sizes must be at least 1");
        }
        const Sizes sizes = keras_sizes(desc.in_spatial[i], kernel[i], strides[d], dilation[d], padding,
                                        output_padding ? std::optional((*output_padding)[d]) : std::nullopt);
        desc.out_spatial[i] = sizes.out;
        desc.crop_left[i] = sizes.crop_left;
    }
    if (Status s = validate(desc); !s.ok()) return s;
    return desc;
}

}  // namespace

Result<ConvTransposeDesc> keras_desc(const Shape& inputs_shape, const Shape& kernel_shape, Dims strides,
                                     Padding padding, std::optional<Dims> output_padding,
                                     DataFormat data_format, Dims dilation_rate) noexcept {
    return detail::guarded([&]() -> Result<ConvTransposeDesc> {
        return make_desc(inputs_shape, kernel_shape, strides, padding, output_padding, data_format,
                         dilation_rate);
    });
}

Shape outputs_shape(const ConvTransposeDesc& desc) {
    Shape shape = {desc.batch};
    if (desc.data_format == DataFormat::channels_first) shape.push_back(desc.out_channels);
    for (int d = 0; d < desc.rank; ++d) shape.push_back(desc.out_spatial[static_cast<std::size_t>(d)]);
    if (desc.data_format == DataFormat::channels_last) shape.push_back(desc.out_channels);
    return shape;
}

}  // namespace convt
