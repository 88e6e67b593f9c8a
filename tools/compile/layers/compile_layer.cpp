#include "compile/layers/compile_layer.hpp"

#include <algorithm>

namespace convt::tools {
namespace {

/// Outputs along a dimension before any is cut off.
std::int64_t natural(const ConvTransposeDesc& desc, std::size_t d) {
    return (desc.in_spatial[d] - 1) * desc.strides[d] + (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1;
}

}  // namespace

bool CompileLayer::any_open() const {
    return std::find(open.begin(), open.end(), true) != open.end();
}

std::array<std::int64_t, kMaxRank> CompileLayer::crop_right() const {
    std::array<std::int64_t, kMaxRank> crop{};
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        crop[d] = natural(desc, d) - desc.crop_left[d] - desc.out_spatial[d];
    }
    return crop;
}

void set_sizes(CompileLayer& layer, const std::vector<std::int64_t>& batch_and_spatial) {
    const auto crop_right = layer.crop_right();
    ConvTransposeDesc& desc = layer.desc;
    const DataFormat inputs = inputs_format(desc);
    desc.batch = batch_and_spatial[0];
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        desc.in_spatial[d] = batch_and_spatial[d + 1];
        desc.out_spatial[d] = natural(desc, d) - desc.crop_left[d] - crop_right[d];
    }
    if (inputs != desc.data_format) desc.input_strides = dense_input_strides(desc, inputs);
}

}  // namespace convt::tools
