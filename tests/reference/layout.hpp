#pragma once

#include <array>
#include <cstdint>

#include "convt/desc.hpp"

namespace convt::reference {

/// Sizes and element strides of one tensor, its spatial axes brought to three by unit axes in front.
struct Layout {
    std::int64_t batch = 0;
    std::int64_t channels = 0;
    std::array<std::int64_t, 3> spatial{1, 1, 1};
    std::int64_t batch_stride = 0;
    std::int64_t channel_stride = 0;
    std::array<std::int64_t, 3> spatial_strides{0, 0, 0};

    [[nodiscard]] std::int64_t count() const {
        return batch * channels * spatial[0] * spatial[1] * spatial[2];
    }
    /// Elements from the first to one past the last; 0 when there are none.
    [[nodiscard]] std::int64_t extent() const;
    [[nodiscard]] std::int64_t offset(std::int64_t n, const std::array<std::int64_t, 3>& at,
                                      std::int64_t channel) const {
        return n * batch_stride + at[0] * spatial_strides[0] + at[1] * spatial_strides[1] +
               at[2] * spatial_strides[2] + channel * channel_stride;
    }
};

[[nodiscard]] Layout input_layout(const ConvTransposeDesc& desc);
[[nodiscard]] Layout output_layout(const ConvTransposeDesc& desc);
/// The outputs without gaps, whatever the descriptor's strides say.
[[nodiscard]] Layout dense_output_layout(const ConvTransposeDesc& desc);

/// Brings per-dimension values of a descriptor to three, with `filler` in front.
[[nodiscard]] std::array<std::int64_t, 3> to_three(int rank, const std::array<std::int64_t, kMaxRank>& values,
                                                   std::int64_t filler);

/// Calls visit(n, at, channel) for every element, in the order of a dense tensor of the data format.
template <typename Visit>
void for_each_element(const Layout& layout, DataFormat format, Visit visit) {
    const bool last = format == DataFormat::channels_last;
    const std::int64_t outer = last ? 1 : layout.channels;
    const std::int64_t inner = last ? layout.channels : 1;
    for (std::int64_t n = 0; n < layout.batch; ++n)
        for (std::int64_t c_outer = 0; c_outer < outer; ++c_outer)
            for (std::int64_t z = 0; z < layout.spatial[0]; ++z)
                for (std::int64_t y = 0; y < layout.spatial[1]; ++y)
                    for (std::int64_t x = 0; x < layout.spatial[2]; ++x)
                        for (std::int64_t c = 0; c < inner; ++c)
                            visit(n, std::array<std::int64_t, 3>{z, y, x}, c_outer + c);
}

}  // namespace convt::reference
