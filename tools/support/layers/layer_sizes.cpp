#include "support/layers/layer_sizes.hpp"

#include <array>

namespace convt::tools {
namespace {

std::size_t elements(const ConvTransposeDesc& desc, const std::array<std::int64_t, kMaxRank>& spatial,
                     std::int64_t others) {
    for (int d = 0; d < desc.rank; ++d) others *= spatial[static_cast<std::size_t>(d)];
    return static_cast<std::size_t>(others);
}

}  // namespace

std::size_t inputs_count(const ConvTransposeDesc& desc) {
    return elements(desc, desc.in_spatial, desc.batch * desc.in_channels);
}

std::size_t kernel_count(const ConvTransposeDesc& desc) {
    return elements(desc, desc.kernel_size, desc.out_channels * (desc.in_channels / desc.groups));
}

std::size_t outputs_count(const ConvTransposeDesc& desc) {
    return elements(desc, desc.out_spatial, desc.batch * desc.out_channels);
}

}  // namespace convt::tools
