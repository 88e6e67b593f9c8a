#include "reference/layout.hpp"

#include <algorithm>
#include <cstddef>

namespace convt::reference {
namespace {

using Three = std::array<std::int64_t, 3>;

void fill_dense_strides(Layout& layout, DataFormat format) {
    std::int64_t step = 1;
    const bool last = format == DataFormat::channels_last;
    if (last) {
        layout.channel_stride = step;
        step *= layout.channels;
    }
    for (std::size_t d = 3; d-- > 0;) {
        layout.spatial_strides[d] = step;
        step *= layout.spatial[d];
    }
    if (!last) {
        layout.channel_stride = step;
        step *= layout.channels;
    }
    layout.batch_stride = step;
}

bool is_dense(int rank, const ConvTransposeDesc::Strides& strides) {
    return strides.batch == 0 && strides.channels == 0 &&
           std::all_of(strides.spatial.begin(), strides.spatial.begin() + rank,
                       [](std::int64_t s) { return s == 0; });
}

Layout make_layout(const ConvTransposeDesc& desc, std::int64_t channels,
                   const std::array<std::int64_t, kMaxRank>& spatial,
                   const ConvTransposeDesc::Strides& strides) {
    Layout layout;
    layout.batch = desc.batch;
    layout.channels = channels;
    layout.spatial = to_three(desc.rank, spatial, 1);
    if (is_dense(desc.rank, strides)) {
        fill_dense_strides(layout, desc.data_format);
    } else {
        layout.batch_stride = strides.batch;
        layout.channel_stride = strides.channels;
        layout.spatial_strides = to_three(desc.rank, strides.spatial, 0);
    }
    return layout;
}

}  // namespace

std::int64_t Layout::extent() const {
    if (count() == 0) return 0;
    const Three last{spatial[0] - 1, spatial[1] - 1, spatial[2] - 1};
    return offset(batch - 1, last, channels - 1) + 1;
}

Layout input_layout(const ConvTransposeDesc& desc) {
    return make_layout(desc, desc.in_channels, desc.in_spatial, desc.input_strides);
}

Layout output_layout(const ConvTransposeDesc& desc) {
    return make_layout(desc, desc.out_channels, desc.out_spatial, desc.output_strides);
}

Layout dense_output_layout(const ConvTransposeDesc& desc) {
    return make_layout(desc, desc.out_channels, desc.out_spatial, {});
}

Three to_three(int rank, const std::array<std::int64_t, kMaxRank>& values, std::int64_t filler) {
    Three result{filler, filler, filler};
    std::copy_n(values.begin(), rank, result.begin() + (3 - rank));
    return result;
}

}  // namespace convt::reference
