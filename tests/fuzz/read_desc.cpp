#include "fuzz/read_desc.hpp"

#include <algorithm>

namespace convt::fuzz {
namespace {

constexpr double kMostElements = 1 << 15;
constexpr double kMostProducts = 1 << 18;

using Spatial = std::array<std::int64_t, kMaxRank>;

void read_spatial(ByteReader& bytes, Spatial& values) {
    for (std::int64_t& value : values) value = bytes.size();
}

ConvTransposeDesc::Strides read_strides(ByteReader& bytes) {
    ConvTransposeDesc::Strides strides;
    strides.batch = bytes.size();
    read_spatial(bytes, strides.spatial);
    strides.channels = bytes.size();
    return strides;
}

/// In floating point, as products may be huge. Loops over an axis take their time even where another axis is
/// empty, so that each counts as one at least.
double count(std::int64_t size) {
    return static_cast<double>(std::max<std::int64_t>(size, 1));
}

/// An upper bound of the elements that a tensor spans, gaps included.
double elements(const ConvTransposeDesc& desc, const Spatial& spatial, std::int64_t channels,
                const ConvTransposeDesc::Strides& strides) {
    double dense = count(desc.batch) * count(channels);
    double reach = count(desc.batch) * count(strides.batch) + count(channels) * count(strides.channels);
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        dense *= count(spatial[d]);
        reach += count(spatial[d]) * count(strides.spatial[d]);
    }
    return dense + reach;
}

}  // namespace

ConvTransposeDesc read_any_desc(ByteReader& bytes) {
    ConvTransposeDesc desc;
    desc.rank = bytes.byte() % 6 - 1;
    desc.data_format = static_cast<DataFormat>(bytes.byte() % 3);
    desc.activation = static_cast<Activation>(bytes.byte() % 10);
    desc.dtype = static_cast<DType>(bytes.byte() / 224);
    desc.batch = bytes.size();
    desc.groups = bytes.size();
    // As multiples of groups, or most descriptors would be refused for this one rule.
    const std::int64_t groups = desc.groups > 0 && desc.groups < 28 ? desc.groups : 1;
    const auto multiple = [&](std::int64_t value) {
        return value > 0 && value < 28 ? value * groups : value;
    };
    desc.in_channels = multiple(bytes.size());
    desc.out_channels = multiple(bytes.size());
    for (Spatial* values : {&desc.in_spatial, &desc.kernel_size, &desc.strides, &desc.dilation_rate,
                            &desc.crop_left, &desc.out_spatial}) {
        read_spatial(bytes, *values);
    }
    const std::uint8_t strided = bytes.byte();
    if ((strided & 1) != 0) desc.input_strides = read_strides(bytes);
    if ((strided & 2) != 0) desc.output_strides = read_strides(bytes);
    return desc;
}

Result<ConvTransposeDesc> read_keras_desc(ByteReader& bytes) {
    const std::size_t inputs_axes = bytes.byte() % 7;
    const std::size_t kernel_axes = bytes.byte() % 8 == 0 ? bytes.byte() % 7 : inputs_axes;
    std::vector<std::int64_t> inputs(inputs_axes);
    std::vector<std::int64_t> kernel(kernel_axes);
    for (std::int64_t& size : inputs) size = bytes.size();
    for (std::int64_t& size : kernel) size = bytes.size();
    const auto format = static_cast<DataFormat>(bytes.byte() % 2);
    // The channels agree more often than chance has it.
    if (inputs_axes > 2 && kernel_axes > 0 && bytes.byte() % 4 != 0) {
        kernel.back() = format == DataFormat::channels_last ? inputs.back() : inputs[1];
    }
    const auto dims = [&] {
        std::vector<std::int64_t> values(bytes.byte() % 5);
        for (std::int64_t& value : values) value = bytes.size();
        return Dims(values);
    };
    const Dims strides = dims();
    const Dims dilation_rate = dims();
    std::optional<Dims> output_padding;
    if (bytes.byte() % 2 == 1) output_padding = dims();
    const auto padding = static_cast<Padding>(bytes.byte() % 2);
    return keras_desc(inputs, kernel, strides, padding, output_padding, format, dilation_rate);
}

bool is_small(const ConvTransposeDesc& desc) {
    double kernel = count(desc.in_channels) * count(desc.out_channels);
    double products = kernel * count(desc.batch);
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        kernel *= count(desc.kernel_size[d]);
        products *= count(desc.kernel_size[d]) * count(desc.in_spatial[d]);
    }
    return count(desc.groups) <= kMostElements && kernel <= kMostElements && products <= kMostProducts &&
           elements(desc, desc.in_spatial, desc.in_channels, desc.input_strides) <= kMostElements &&
           elements(desc, desc.out_spatial, desc.out_channels, desc.output_strides) <= kMostElements;
}

}  // namespace convt::fuzz
