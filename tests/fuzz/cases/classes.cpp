#include "fuzz/cases/classes.hpp"

#include <array>
#include <cstddef>
#include <numeric>

#include "planning/registry.hpp"
#include "reference/layout.hpp"

namespace convt::campaign {
namespace {

/// Taps along one dimension that meet an input, for each output.
std::vector<std::int64_t> meetings(const ConvTransposeDesc& desc, std::size_t d) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(desc.out_spatial[d]));
    for (std::size_t o = 0; o < counts.size(); ++o) {
        for (std::int64_t k = 0; k < desc.kernel_size[d]; ++k) {
            const std::int64_t at =
                static_cast<std::int64_t>(o) + desc.crop_left[d] - k * desc.dilation_rate[d];
            const bool met =
                at >= 0 && at % desc.strides[d] == 0 && at / desc.strides[d] < desc.in_spatial[d];
            counts[o] += met ? 1 : 0;
        }
    }
    return counts;
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

/// Outputs of a phase that a block counts as one position: a tile's where Winograd's phases have several
/// taps.
std::int64_t position_outputs(const Plan& plan, std::size_t d) {
    const ConvTransposeDesc& desc = plan.desc();
    const std::int64_t common = std::gcd(desc.strides[d], desc.dilation_rate[d]);
    const bool one_tap = desc.kernel_size[d] * common <= desc.strides[d];
    if (plan.algorithm() != Algorithm::winograd || one_tap) return 1;
    return detail::find_kernel(detail::kernel_table(), plan.kernel_name())->tile_outputs;
}

}  // namespace

bool has_interleaved_phases(const ConvTransposeDesc& desc) {
    const auto x = static_cast<std::size_t>(desc.rank - 1);
    return desc.strides[x] > 1 && desc.dilation_rate[x] > 1 && desc.kernel_size[x] == desc.strides[x] &&
           std::gcd(desc.strides[x], desc.dilation_rate[x]) == 1;
}

bool is_split_everywhere(const Plan& plan) {
    const ConvTransposeDesc& desc = plan.desc();
    const Tuning tuning = plan.tuning();
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        const std::int64_t positions =
            ceil_div(ceil_div(desc.out_spatial[d], desc.strides[d]), position_outputs(plan, d));
        if (tuning.block[d] == 0 || tuning.block[d] >= positions) return false;
    }
    return true;
}

std::vector<std::int64_t> products_of(const ConvTransposeDesc& desc) {
    std::array<std::vector<std::int64_t>, 3> along{{{1}, {1}, {1}}};
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        along[3 - static_cast<std::size_t>(desc.rank) + d] = meetings(desc, d);
    }
    std::vector<std::int64_t> products;
    reference::for_each_element(reference::dense_output_layout(desc), desc.data_format,
                                [&](std::int64_t, const std::array<std::int64_t, 3>& at, std::int64_t) {
                                    std::int64_t count = desc.in_channels / desc.groups;
                                    for (std::size_t d = 0; d < 3; ++d)
                                        count *= along[d][static_cast<std::size_t>(at[d])];
                                    products.push_back(count);
                                });
    return products;
}

}  // namespace convt::campaign
