#include "support/problem.hpp"

#include <sstream>

#include "reference/layout.hpp"
#include "support/kinds.hpp"

namespace convt::support {
namespace {

std::string join(int rank, const Spatial& values) {
    std::string text;
    for (int d = 0; d < rank; ++d) {
        text += (d == 0 ? "" : "x") + std::to_string(values[static_cast<std::size_t>(d)]);
    }
    return text;
}

ConvTransposeDesc::Strides strides_with_gap(int rank, DataFormat format, std::int64_t channels,
                                            const Spatial& spatial, std::int64_t gap) {
    ConvTransposeDesc::Strides strides;
    const bool last = format == DataFormat::channels_last;
    std::int64_t step = 1;
    const auto add_axis = [&](std::int64_t& stride, std::int64_t size) {
        stride = step;
        step = step * size + gap;
    };
    if (last) add_axis(strides.channels, channels);
    for (int d = rank - 1; d >= 0; --d) {
        const auto at = static_cast<std::size_t>(d);
        add_axis(strides.spatial[at], spatial[at]);
    }
    if (!last) add_axis(strides.channels, channels);
    strides.batch = step;
    return strides;
}

}  // namespace

ConvTransposeDesc with_type(ConvTransposeDesc desc, DType dtype) {
    desc.dtype = dtype;
    return desc;
}

std::int64_t effective_kernel(const ConvTransposeDesc& desc, int d) {
    const auto at = static_cast<std::size_t>(d);
    return (desc.kernel_size[at] - 1) * desc.dilation_rate[at] + 1;
}

std::int64_t natural_size(const ConvTransposeDesc& desc, int d) {
    const auto at = static_cast<std::size_t>(d);
    return (desc.in_spatial[at] - 1) * desc.strides[at] + effective_kernel(desc, d);
}

ConvTransposeDesc with_outputs(ConvTransposeDesc desc, const Spatial& crop_right) {
    for (int d = 0; d < desc.rank; ++d) {
        const auto at = static_cast<std::size_t>(d);
        desc.out_spatial[at] = natural_size(desc, d) - desc.crop_left[at] - crop_right[at];
    }
    return desc;
}

ConvTransposeDesc with_gaps(ConvTransposeDesc desc, std::int64_t gap) {
    const DataFormat format = desc.data_format;
    desc.input_strides = strides_with_gap(desc.rank, format, desc.in_channels, desc.in_spatial, gap);
    desc.output_strides = strides_with_gap(desc.rank, format, desc.out_channels, desc.out_spatial, gap);
    return desc;
}

DataFormat other(DataFormat format) {
    return format == DataFormat::channels_last ? DataFormat::channels_first : DataFormat::channels_last;
}

ConvTransposeDesc with_other_inputs(ConvTransposeDesc desc, std::int64_t gap) {
    desc.input_strides =
        strides_with_gap(desc.rank, other(desc.data_format), desc.in_channels, desc.in_spatial, gap);
    return desc;
}

std::size_t kernel_count(const ConvTransposeDesc& desc) {
    const auto sizes = reference::to_three(desc.rank, desc.kernel_size, 1);
    return static_cast<std::size_t>(sizes[0] * sizes[1] * sizes[2] * desc.out_channels *
                                    (desc.in_channels / desc.groups));
}

std::string to_string(const ConvTransposeDesc& desc) {
    std::ostringstream text;
    text << desc.rank << "d " << (desc.data_format == DataFormat::channels_last ? "nhwc" : "nchw") << ' '
         << name_of(desc.dtype) << " n" << desc.batch << " ic" << desc.in_channels << " oc"
         << desc.out_channels << " g" << desc.groups << " i" << join(desc.rank, desc.in_spatial) << " k"
         << join(desc.rank, desc.kernel_size) << " s" << join(desc.rank, desc.strides) << " d"
         << join(desc.rank, desc.dilation_rate) << " crop" << join(desc.rank, desc.crop_left) << " o"
         << join(desc.rank, desc.out_spatial) << " act" << static_cast<int>(desc.activation);
    const auto add_strides = [&](const char* name, const ConvTransposeDesc::Strides& strides) {
        if (strides.batch != 0) {
            text << ' ' << name << strides.batch << '/' << join(desc.rank, strides.spatial) << '/'
                 << strides.channels;
        }
    };
    add_strides("input_strides", desc.input_strides);
    add_strides("output_strides", desc.output_strides);
    return text.str();
}

}  // namespace convt::support
